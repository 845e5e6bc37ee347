// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Plans of Multiboot kernels: segments that share pages, places of relocatable
 * kernels, and modules. The information structure is in multiboot_info_test.c.
 */
#include "core/protocol/multiboot.h"

#include "core/format/multiboot.h"
#include "test/unit/core/format/multiboot_setup.h"

#define P_PADDR	 (52 + 12)
#define P_VADDR	 (52 + 8)
#define P_FILESZ (52 + 16)
#define P_MEMSZ	 (52 + 20)
#define P_SECOND 32
#define P_OFFSET (52 + 4)

static const u8 *text_of(const struct setup *s)
{
	return s->kernel.data + 0x1000;
}

static const u8 *data_of(const struct setup *s)
{
	return s->kernel.data + 0x2000;
}

/* Where segments begin, and how many there are besides the boot data. */
TEST_WITH(segments_that_are_no_whole_pages_are_copied)
{
	static const struct {
		const char *name;
		u32 first, second;
		u32 count;
		u64 start, next; /* of the first two in memory */
	} rows[] = {
		{ "whole pages", 0x200000, 0x201000, 2, 0x200000, 0x201000 },
		{ "one page", 0x200000, 0x200300, 1, 0x200000, 0 },
		{ "end of a page", 0x200000, 0x200fff, 1, 0x200000, 0 },
		{ "next page", 0x200000, 0x201001, 2, 0x200000, 0x201000 },
		{ "inside", 0x200010, 0x201000, 2, 0x200000, 0x201000 },
		{ "both inside", 0x200d00, 0x201000, 2, 0x200000, 0x201000 },
		{ "over the end", 0x200d01, 0x201001, 1, 0x200000, 0 },
		{ "far", 0x200010, 0x300010, 2, 0x200000, 0x300000 },
		{ "other order", 0x200210, 0x200000, 1, 0x200000, 0 },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		multiboot_put(&s->kernel, P_PADDR, 4, rows[i].first);
		multiboot_put(&s->kernel, P_SECOND + P_PADDR, 4,
			      rows[i].second);
		multiboot_put(&s->kernel, P_SECOND + P_MEMSZ, 4, MB_DATA_BYTES);
		assert_row(rows[i].name, make(s), 0);
		assert_row(rows[i].name, s->plan.count, rows[i].count + 1);
		assert_row(rows[i].name, s->plan.segments[0].mem,
			   rows[i].start);
		if (rows[i].next)
			assert_row(rows[i].name, s->plan.segments[1].mem,
				   rows[i].next);
		assert_memory_equal(multiboot_bytes_at(&s->plan, rows[i].first,
						       MB_START_BYTES),
				    text_of(s), MB_START_BYTES);
		assert_memory_equal(multiboot_bytes_at(&s->plan, rows[i].second,
						       MB_DATA_BYTES),
				    data_of(s), MB_DATA_BYTES);
	}
}

/* What is between them in the page is zero, and so is bss in it. */
TEST_WITH(a_copy_has_zeroes_where_the_file_has_nothing)
{
	struct setup *s = *state;
	const u8 *bytes;
	u32 i;

	multiboot_put(&s->kernel, P_PADDR, 4, 0x200010);
	multiboot_put(&s->kernel, P_MEMSZ, 4, 0x400);
	multiboot_put(&s->kernel, P_SECOND + P_PADDR, 4, 0x200500);
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.segments[0].bufsz, 0x500 + MB_DATA_BYTES);
	bytes = s->plan.segments[0].buf;
	for (i = 0; i < 0x500; i++)
		if (i < 0x10 || i >= 0x310)
			assert_int_equal(bytes[i], 0);
	/* Nothing but bss, which begins inside of a page. */
	multiboot_put(&s->kernel, P_SECOND + P_PADDR, 4, 0x203210);
	multiboot_put(&s->kernel, P_SECOND + P_FILESZ, 4, 0);
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.segments[1].mem, 0x203000);
	assert_int_equal(s->plan.segments[0].memsz, 0x3000);
}

static void make_relocatable(struct setup *s, u32 min, u32 max, u32 align,
			     u32 preference)
{
	const u32 words[] = { min, max, align, preference };

	multiboot_2(&s->kernel);
	multiboot_tag(&s->kernel, MB_TAG_RELOCATABLE, words, 4);
	multiboot_2_end(&s->kernel);
}

TEST_WITH(a_relocatable_kernel_lies_where_it_wants)
{
	static const struct {
		const char *name;
		u32 min, max, align, preference;
		u64 start; /* 0: nowhere */
	} rows[] = {
		{ "anywhere", 0x300000, 0xffffffff, 1, 0, 0x300000 },
		{ "lowest", 0x300000, 0xffffffff, 1, 1, 0x300000 },
		{ "highest", 0x300000, 0xffffffff, 1, 2, 0xbfffc000 },
		{ "aligned, low", 0x300001, 0xffffffff, 0x200000, 1, 0x400000 },
		{ "aligned, high", 0, 0xffffffff, 0x200000, 2, 0xbfe00000 },
		{ "below a limit", 0, 0x7fffffff, 1, 2, 0x7fffc000 },
		{ "fits", 0x400000, 0x403fff, 1, 2, 0x400000 },
		{ "does not fit", 0x400000, 0x403ffe, 1, 2, 0 },
		{ "no RAM", 0xc0000000, 0xffffffff, 1, 0, 0 },
	};
	struct setup *s = *state;
	const u8 *base;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make_relocatable(s, rows[i].min, rows[i].max, rows[i].align,
				 rows[i].preference);
		assert_row(rows[i].name, make(s),
			   rows[i].start ? 0 : -KX_E_NO_HOLE);
		if (!rows[i].start)
			continue;
		assert_row(rows[i].name, s->plan.segments[0].mem,
			   rows[i].start);
		/* All of it is moved by the same distance. */
		assert_row(rows[i].name, s->plan.segments[1].mem,
			   rows[i].start + (MB_DATA - MB_START));
		assert_row(rows[i].name, s->plan.kernel.address,
			   rows[i].start + (MB_ENTRY - MB_START));
		base = multiboot_tag_at(&s->plan, 21);
		assert_non_null(base);
		assert_row(rows[i].name, kx_load_le32(base + 8), rows[i].start);
	}
	multiboot_put(&s->kernel, P_PADDR, 4, MB_START + 1);
	make_relocatable(s, 0, 0xffffffff, 1, 0);
	assert_int_equal(make(s), -KX_E_HEADER);
	assert_string_equal(s->fault.what, "p_paddr");
}

TEST_WITH(a_kernel_may_lie_below_1_mib)
{
	struct setup *s = *state;

	multiboot_put(&s->kernel, P_PADDR, 4, 0x9000);
	multiboot_put(&s->kernel, P_VADDR, 4, 0x9000);
	multiboot_put(&s->kernel, P_SECOND + P_PADDR, 4, 0xa000);
	multiboot_put(&s->kernel, 24, 4, 0x9010);
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.segments[0].mem, 0x9000);
	assert_int_equal(s->plan.kernel.address, 0x9010);
	/* No other data does. */
	assert_int_equal(s->plan.segments[2].mem, 0x100000);
	/* Firmware's memory. */
	multiboot_put(&s->kernel, P_SECOND + P_PADDR, 4, 0x9e000);
	assert_int_equal(make(s), -KX_E_NO_HOLE);
}

#define MANY 40

struct modules {
	u8 bytes[MANY][0x1001];
	char strings[MANY][24];
	struct kx_module list[MANY];
};

static struct modules modules;

static void make_modules(struct setup *s, u32 count, u64 size)
{
	u32 i;

	for (i = 0; i < count; i++) {
		memset(modules.bytes[i], (int)i + 1, size);
		snprintf(modules.strings[i], 24, "/m%u one", i);
		modules.list[i] = (struct kx_module){
			kx_bytes(modules.bytes[i], size),
			kx_bytes(modules.strings[i],
				 strlen(modules.strings[i])),
		};
	}
	s->request.modules = modules.list;
	s->request.nr_modules = count;
}

/* The oracle compares each module's bytes and string with the file's. */
TEST_WITH(modules_are_segments_until_there_are_many)
{
	static const struct {
		u32 count;
		u32 segments;
	} rows[] = {
		{ 0, 0 }, { 1, 1 }, { 5, 5 },  { KX_MODULE_SEGMENTS, 6 },
		{ 7, 6 }, { 8, 6 }, { 16, 6 }, { MANY, 6 },
	};
	struct setup *s = *state;
	u32 version;
	size_t i;
	u32 n;

	for (version = 1; version <= 2; version++) {
		if (version == 2)
			multiboot_make_2(&s->kernel);
		for (i = 0; i < ARRAY_SIZE(rows); i++) {
			make_modules(s, rows[i].count, 0x1001);
			assert_int_equal(make(s), 0);
			assert_int_equal(s->plan.count, 3 + rows[i].segments);
			for (n = 0; n < rows[i].segments; n++)
				assert_int_equal(s->plan.parts[2 + n],
						 KX_PART_MODULE);
			if (rows[i].count)
				assert_ptr_equal(s->plan.segments[2].buf,
						 modules.bytes[0]);
		}
	}
}

TEST_WITH(modules_begin_pages_and_may_be_empty)
{
	static const u64 sizes[] = { 1, 0, 0xfff, 0x1000, 0x1001, 0 };
	struct setup *s = *state;
	u32 count;
	u32 i;

	/* All alone, and with the last ones packed, or all of these empty. */
	for (count = 6; count <= 8; count++) {
		make_modules(s, count, 0);
		for (i = 0; i < ARRAY_SIZE(sizes); i++)
			modules.list[i].bytes.size = sizes[i];
		assert_int_equal(make(s), 0);
	}
	make_modules(s, 8, 0);
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.count, 3);
}

TEST_WITH(modules_that_cannot_be)
{
	struct setup *s = *state;

	make_modules(s, 2, 1);
	modules.strings[1][3] = 0;
	assert_int_equal(make(s), -KX_E_CMDLINE_NUL);
	assert_string_equal(s->fault.what, "module");
	assert_int_equal(s->fault.value, 1);
	make_modules(s, 1, 1);
	modules.list[0].bytes.size = 4 * TEST_GIB - 1;
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	modules.list[0].bytes.size = 4 * TEST_GIB;
	assert_int_equal(make(s), -KX_E_MODULES);
	assert_int_equal(s->fault.value, 4 * TEST_GIB);
}

TEST_WITH(linux_takes_no_modules)
{
	struct setup *s = *state;
	static struct kx_module module;
	static const char *const types[] = { "bzImage64", "elf-x86_64" };
	size_t i;

	s->request.modules = &module;
	s->request.nr_modules = 1;
	for (i = 0; i < ARRAY_SIZE(types); i++)
		assert_int_equal(
			kx_plan_vet(&s->request, types[i], NULL, &s->fault),
			-KX_E_NO_MODULES);
}

/* The room is that of kx_plan_arena_size(): make() gives no byte more. */
TEST_WITH(an_arena_that_is_too_small_is_an_error)
{
	struct setup *s = *state;
	u64 size;

	multiboot_put(&s->kernel, P_PADDR, 4, 0x200010);
	make_modules(s, 8, 0x1001);
	assert_int_equal(make(s), 0);
	for (size = 0; size < s->test.arena.used; size += 0x101) {
		struct kx_plan plan = { 0 };
		struct kx_arena arena = { s->test.arena_bytes, size, 0 };

		s->request.arena = &arena;
		assert_int_equal(
			kx_plan_make(&s->request, NULL, &plan, &s->fault),
			-KX_E_FULL);
		assert_int_equal(s->fault.code, KX_E_FULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(segments_that_are_no_whole_pages_are_copied),
		WITH(a_copy_has_zeroes_where_the_file_has_nothing),
		WITH(a_relocatable_kernel_lies_where_it_wants),
		WITH(a_kernel_may_lie_below_1_mib),
		WITH(modules_are_segments_until_there_are_many),
		WITH(modules_begin_pages_and_may_be_empty),
		WITH(modules_that_cannot_be),
		WITH(linux_takes_no_modules),
		WITH(an_arena_that_is_too_small_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
