// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a command line says about a kernel's place; and 1,000 virtual addresses,
 * which are each of the allowed ones, equally often.
 */
#include "core/arch/x86_64_kaslr.h"

#include <string.h>

#include "test/unit/core/uniform.h"
#include "test/unit/test.h"

#define ANY (~0ULL)

static bool draw(void *data, u64 *bits)
{
	*bits = dice_any(data);
	return true;
}

static struct kx_kaslr_line read_line(const char *line)
{
	struct kx_kaslr_line read = { .kaslr = { .nr_avoid = 77 } };

	kx_kaslr_read(kx_bytes(line, strlen(line)), &read);
	return read;
}

static const struct {
	const char *line;
	enum kx_kaslr_kind kind;
	u64 limit;
	u32 nr_avoid;
	u64 start, end; /* of the last range to avoid */
} lines[] = {
	{ "", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "root=/dev/sda quiet", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "nokaslr", KX_KASLR_OFF, ANY, 0, 0, 0 },
	{ "  a\tnokaslr ", KX_KASLR_OFF, ANY, 0, 0, 0 },
	/* Quotes mean nothing to what looks for it; a no-break space, too. */
	{ "a=\"b nokaslr c\"", KX_KASLR_OFF, ANY, 0, 0, 0 },
	{ "a=\"b nokaslr\"", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "a\1nokaslr", KX_KASLR_OFF, ANY, 0, 0, 0 },
	{ "a\xa0nokaslr", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "a\xa0mem=512M", KX_KASLR_ON, 512 << 20, 0, 0, 0 },
	{ "a\1mem=512M", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "nokaslr=1 xnokaslr nokaslrx", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "-- nokaslr", KX_KASLR_OFF, ANY, 0, 0, 0 },
	{ "mem=512M", KX_KASLR_ON, 512 << 20, 0, 0, 0 },
	{ "mem=1g mem=512m", KX_KASLR_ON, 512 << 20, 0, 0, 0 },
	{ "mem=512m mem=1g", KX_KASLR_ON, 512 << 20, 0, 0, 0 },
	{ "mem=0x20000000", KX_KASLR_ON, 0x20000000, 0, 0, 0 },
	{ "mem=0X20000k", KX_KASLR_ON, 0x8000000, 0, 0, 0 },
	{ "mem=010k", KX_KASLR_ON, 8192, 0, 0, 0 },
	{ "mem=1T", KX_KASLR_ON, 1ULL << 40, 0, 0, 0 },
	{ "mem=1P", KX_KASLR_ON, 1ULL << 50, 0, 0, 0 },
	{ "mem=15E", KX_KASLR_ON, 15ULL << 60, 0, 0, 0 },
	{ "mem=16E", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "mem=18446744073709551615", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "mem=18446744073709551616", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "mem=0", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "mem=", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "mem=k", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "mem=0x", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "mem=09", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "mem=1Mx", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "mem=nopentium", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "mem=nopentiums", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "-- mem=512M", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "a=\"b mem=512M\" mem", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "\"mem=512M\"", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "memmap=512M", KX_KASLR_ON, 512 << 20, 0, 0, 0 },
	{ "memmap=64M$0x10000000", KX_KASLR_ON, ANY, 1, 0x10000000,
	  0x14000000 },
	{ "memmap=64M#256M", KX_KASLR_ON, ANY, 1, 0x10000000, 0x14000000 },
	{ "memmap=64M!256M", KX_KASLR_ON, ANY, 1, 0x10000000, 0x14000000 },
	{ "memmap=64M@256M", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "memmap=64M$0", KX_KASLR_ON, 64 << 20, 0, 0, 0 },
	{ "memmap=64M%256M", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "memmap=exactmap,1G@0", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "memmap=64M$", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "memmap=", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "memmap=1M,", KX_KASLR_UNKNOWN, 1 << 20, 0, 0, 0 },
	{ "memmap=1M$2Mx", KX_KASLR_UNKNOWN, ANY, 1, 0x200000, 0x300000 },
	{ "memmap=1M$1M,1M$3M memmap=1M$5M,1M$7M", KX_KASLR_ON, ANY, 4,
	  0x700000, 0x800000 },
	{ "memmap=1M$1M,1M$3M,1M$5M,1M$7M,1M$9M", KX_KASLR_UNKNOWN, ANY, 4,
	  0x700000, 0x800000 },
	{ "memmap=2$0xffffffffffffffff", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "hugepagesz=2M hugepages=7", KX_KASLR_ON, ANY, 0, 0, 0 },
	{ "hugepagesz=1G", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "hugepagesz=x", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "mem_encrypt=on", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "efi_fake_mem=1G@4G:1", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "movable_node", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "kho=on", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	/* What can't be obeyed counts, also where nothing is random. */
	{ "nokaslr mem_encrypt=on", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
	{ "mem_encrypt=on nokaslr", KX_KASLR_UNKNOWN, ANY, 0, 0, 0 },
};

TEST(a_command_line_is_read_as_the_decompressor_reads_it)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct kx_kaslr_line read = read_line(lines[i].line);
		const struct kx_kaslr kaslr = read.kaslr;
		const struct kx_range *last = kaslr.avoid + kaslr.nr_avoid;

		assert_row(lines[i].line, read.kind, lines[i].kind);
		assert_row(lines[i].line, kaslr.limit, lines[i].limit);
		assert_row(lines[i].line, kaslr.nr_avoid, lines[i].nr_avoid);
		if (!kaslr.nr_avoid)
			continue;
		assert_row(lines[i].line, last[-1].start, lines[i].start);
		assert_row(lines[i].line, last[-1].end, lines[i].end);
	}
}

TEST(the_word_that_is_not_obeyed_is_named)
{
	static const char line[] = "quiet movable_node nokaslr";
	struct kx_kaslr_line read = read_line(line);

	assert_ptr_equal(read.word.data, line + 6);
	assert_int_equal(read.word.size, strlen("movable_node"));
}

TEST(no5lvl_is_a_whole_word)
{
	assert_true(read_line("a no5lvl").is_4level);
	assert_true(read_line("-- no5lvl").is_4level);
	assert_false(read_line("no5lvl=1 xno5lvl").is_4level);
}

TEST(distances_are_uniform_in_the_kernels_own_memory)
{
	struct dice dice = { 12345 };
	const struct kx_kaslr kaslr = { .random = { draw, &dice } };
	const u64 room = KX_KERNEL_IMAGE_SIZE - (80 << 20);
	u32 counts[33] = { 0 };
	u64 distance = 77;
	u32 i;

	/* From 16 MiB to 80 MiB in steps of 2 MiB. */
	for (i = 0; i < 1000; i++) {
		assert_true(kx_kaslr_distance(&kaslr, 16 << 20, room, 2 << 20,
					      &distance));
		assert_int_equal(distance % (2 << 20), 0);
		assert_true(distance <= 64 << 20);
		counts[distance >> 21]++;
	}
	assert_uniform(counts, 33, 1000);
}

TEST(a_kernel_that_fills_its_memory_is_not_moved)
{
	struct dice dice = { 1 };
	struct kx_kaslr kaslr = { .random = { draw, &dice } };
	u64 distance = 77;

	assert_true(kx_kaslr_distance(&kaslr, 16 << 20,
				      KX_KERNEL_IMAGE_SIZE - (16 << 20),
				      2 << 20, &distance));
	assert_int_equal(distance, 0);
	distance = 77;
	assert_false(kx_kaslr_distance(&kaslr, 16 << 20,
				       KX_KERNEL_IMAGE_SIZE - (16 << 20) + 1,
				       2 << 20, &distance));
	assert_false(kx_kaslr_distance(&kaslr, KX_KERNEL_IMAGE_SIZE + 1, 1,
				       2 << 20, &distance));
	kaslr.random.draw = no_draw;
	assert_false(
		kx_kaslr_distance(&kaslr, 16 << 20, 1, 2 << 20, &distance));
	assert_int_equal(distance, 77);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_command_line_is_read_as_the_decompressor_reads_it),
		cmocka_unit_test(the_word_that_is_not_obeyed_is_named),
		cmocka_unit_test(no5lvl_is_a_whole_word),
		cmocka_unit_test(
			distances_are_uniform_in_the_kernels_own_memory),
		cmocka_unit_test(a_kernel_that_fills_its_memory_is_not_moved),
	};

	return cmocka_run_group_tests_name("x86_64_kaslr", tests, NULL, NULL);
}
