// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Every kind of file gives the same log. */
#include "tool/vmcore_dmesg/dump.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"
#include "tool/vmcore_dmesg/unpack.h"
#include "tool/vmcore_dmesg/vmcoreinfo.h"

static struct made made;
static struct collected got, want;

static const struct {
	const char *name;
	int class; /* 0: makedumpfile's format */
	enum made_va va;
	u32 flag;
} rows[] = {
	{ "ELF as /proc/vmcore", ELFCLASS64, MADE_VA_BOTH, 0 },
	{ "ELF without virtual addresses", ELFCLASS64, MADE_VA_NONE, 0 },
	{ "ELF of 32 bits", ELFCLASS32, MADE_VA_NONE, 0 },
	{ "plain pages", 0, MADE_VA_NONE, PAGE_PLAIN },
	{ "zlib", 0, MADE_VA_NONE, PAGE_ZLIB },
	{ "lzo", 0, MADE_VA_NONE, PAGE_LZO },
	{ "snappy", 0, MADE_VA_NONE, PAGE_SNAPPY },
	{ "zstd", 0, MADE_VA_NONE, PAGE_ZSTD },
};

static void make(size_t row)
{
	made_full_ring(&made);
	if (rows[row].class)
		made_elf(&made, rows[row].class, rows[row].va);
	else
		made_pages(&made, rows[row].flag);
}

TEST(every_file_has_the_same_log)
{
	size_t i;

	collect_expected(made_records, MADE_RECORDS, &want);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(i);
		collect_made(&made, &got);
		assert_row(rows[i].name, got.status, 0);
		assert_string_equal(got.text, want.text);
		made_flat(&made);
		collect_made(&made, &got);
		assert_row(rows[i].name, got.status, 0);
		assert_string_equal(got.text, want.text);
	}
}

/* Cut anywhere: the whole log, or an error. */
TEST(files_that_are_cut_off_say_so)
{
	size_t i;
	u64 size, step;
	u8 *exact;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(i);
		step = rows[i].class ? 1 : 13;
		if (rows[i].class)
			made_flat(&made);
		for (size = 0; size < made.size; size += step) {
			if (size > 512 && rows[i].class)
				step = 37;
			exact = malloc(size + 1);
			memcpy(exact, made.file, size);
			collect_file(kx_bytes(exact, size), &got);
			free(exact);
			assert_true(!got.status || got.failure.text[0]);
			if (!got.status)
				assert_int_equal(got.count, MADE_RECORDS);
		}
	}
}

TEST(random_damage_ends_in_a_log_or_a_reason)
{
	struct dice dice = dice_new();
	static struct made whole;
	u32 round, changes;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(i);
		whole = made;
		for (round = 0; round < 200; round++) {
			memcpy(made.file, whole.file, whole.size);
			for (changes = 1 + (u32)dice_roll(&dice, 4); changes;
			     changes--)
				made.file[dice_roll(&dice, made.size)] =
					(u8)dice_any(&dice);
			collect_made(&made, &got);
			assert_true(!got.status || got.failure.text[0]);
		}
	}
}

/*
 * Page tables that map one page everywhere provide memory for any ring. Reading
 * it must end: here it has a million records; the limit is 2^26.
 */
TEST(a_ring_of_one_page_over_and_over_ends)
{
	const u64 pages[] = { MADE_TABLES + MADE_PAGE,
			      MADE_TABLES + 2 * MADE_PAGE, MADE_TEXT_ARRAY, 0 };
	u8 *prb = made.memory + MADE_PRB;
	u32 level, i;

	made_ring(&made);
	for (level = 0; level < 3; level++) {
		for (i = 0; i < 512; i++)
			kx_write_le64(made.memory + pages[level] + i * 8,
				      (MADE_PA + pages[level + 1]) | 0x67);
	}
	kx_write_le32(prb, 20);
	kx_write_le32(prb + 48, 31);
	kx_write_le64(prb + 8, MADE_DIRECT);
	kx_write_le64(prb + 16, MADE_DIRECT);
	kx_write_le64(prb + 24, (1 << 20) - 1);
	kx_write_le64(prb + 32, 0);
	made_pages(&made, PAGE_ZLIB);
	collect_made(&made, &got);
	assert_int_equal(got.status, 0);
	assert_int_equal(got.count, 0);
}

TEST(other_files_are_no_dumps)
{
	static u8 text[64] = "makedumpfile\0\0\0\0\0\0\0\0\0\0\0\1"
			     "\0\0\0\0\0\0\0\1";

	collect_file(made_string("short"), &got);
	assert_int_equal(got.status, STATUS_READ);
	collect_file(made_string("#!/bin/sh\necho hello\n"), &got);
	assert_int_equal(got.status, STATUS_NO_DUMP);
	collect_file(kx_bytes(text, sizeof(text)), &got);
	assert_int_equal(got.status, STATUS_READ);
	/* Flattened twice. */
	make(0);
	made_flat(&made);
	made_flat(&made);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_NO_DUMP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_has_the_same_log),
		cmocka_unit_test(files_that_are_cut_off_say_so),
		cmocka_unit_test(random_damage_ends_in_a_log_or_a_reason),
		cmocka_unit_test(a_ring_of_one_page_over_and_over_ends),
		cmocka_unit_test(other_files_are_no_dumps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
