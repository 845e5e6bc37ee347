// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The rules of kexec_load(2), a row for each way to keep or break one. Rows
 * that break several rules prove the order: Linux checks each rule for all
 * segments before the next one.
 */
#include "core/segment.h"

#include "test/unit/test.h"

#define PAGE  0x1000ULL
#define LIMIT ((1ULL << 46) - 1) /* x86_64 with 4-level paging: MAXMEM - 1 */
#define ARCH  (62UL << 16)	 /* KEXEC_ARCH_X86_64 */
#define KNOWN 0xfUL

/* 64 pages of RAM: at most 32 for an image. */
static const struct kx_segment_limits normal = {
	.page_size = PAGE,
	.address_limit = LIMIT,
	.ram_pages = 64,
};

static const struct kx_segment_limits crash = {
	.page_size = PAGE,
	.address_limit = LIMIT,
	.ram_pages = 64,
	.is_crash = true,
	.crash = { 0x100000, 0x140000 },
};

struct segment_row {
	const char *name;
	struct kx_segment segments[3]; /* buf, bufsz, mem, memsz */
	u32 count;
	int code;
	u32 segment;
};

#define ONE(bufsz, mem, memsz) { { NULL, bufsz, mem, memsz } }, 1
#define TWO(mem0, memsz0, mem1, memsz1) \
	{ { NULL, 0, mem0, memsz0 }, { NULL, 0, mem1, memsz1 } }, 2

/* clang-format off */
static const struct segment_row normal_rows[] = {
	{ "no segment", { { 0 } }, 0, KX_OK, 0 },
	{ "one page", ONE(PAGE, PAGE, PAGE), KX_OK, 0 },
	{ "address 0", ONE(0, 0, PAGE), KX_OK, 0 },
	{ "no memory", ONE(0, PAGE, 0), KX_OK, 0 },
	{ "buffer as large as its memory", ONE(PAGE, PAGE, PAGE), KX_OK, 0 },
	{ "exactly half of memory", ONE(0, PAGE, 32 * PAGE), KX_OK, 0 },
	{ "last page below the limit",
	  ONE(0, (1ULL << 46) - 2 * PAGE, PAGE), KX_OK, 0 },

	{ "wraps", ONE(0, ~0ULL - PAGE + 1, 2 * PAGE), KX_E_WRAPS, 0 },
	{ "wraps to 0", ONE(0, ~0ULL - PAGE + 1, PAGE), KX_E_WRAPS, 0 },
	{ "wraps with the largest size", ONE(0, PAGE, ~0ULL), KX_E_WRAPS, 0 },
	{ "unaligned start", ONE(0, PAGE + 1, 0), KX_E_UNALIGNED, 0 },
	{ "unaligned end", ONE(0, PAGE, 1), KX_E_UNALIGNED, 0 },
	{ "both unaligned", ONE(0, PAGE + 8, PAGE), KX_E_UNALIGNED, 0 },
	{ "ends at the first page beyond the limit",
	  ONE(0, (1ULL << 46) - PAGE, PAGE), KX_E_BEYOND_LIMIT, 0 },
	{ "lies beyond the limit", ONE(0, 1ULL << 47, PAGE), KX_E_BEYOND_LIMIT,
	  0 },
	{ "empty beyond the limit", ONE(0, 1ULL << 47, 0), KX_E_BEYOND_LIMIT,
	  0 },

	{ "two that touch", TWO(0, PAGE, PAGE, PAGE), KX_OK, 0 },
	{ "two that touch, downwards", TWO(PAGE, PAGE, 0, PAGE), KX_OK, 0 },
	{ "two at one place", TWO(PAGE, PAGE, PAGE, PAGE), KX_E_OVERLAP, 1 },
	{ "one shared page", TWO(PAGE, 2 * PAGE, 2 * PAGE, 2 * PAGE),
	  KX_E_OVERLAP, 1 },
	{ "one inside the other", TWO(PAGE, PAGE, 0, 4 * PAGE), KX_E_OVERLAP,
	  1 },
	{ "an empty one inside", TWO(0, 4 * PAGE, PAGE, 0), KX_E_OVERLAP, 1 },
	{ "an empty one at the edge", TWO(0, 4 * PAGE, 4 * PAGE, 0), KX_OK,
	  0 },
	{ "two empty ones at one place", TWO(PAGE, 0, PAGE, 0), KX_OK, 0 },

	{ "buffer larger by a byte", ONE(PAGE + 1, PAGE, PAGE),
	  KX_E_BUFFER_LARGER, 0 },
	{ "buffer without memory", ONE(1, PAGE, 0), KX_E_BUFFER_LARGER, 0 },
	{ "largest buffer", ONE(~0ULL, PAGE, PAGE), KX_E_BUFFER_LARGER, 0 },
	{ "half of memory and a page", ONE(0, PAGE, 33 * PAGE),
	  KX_E_SEGMENT_TOO_LARGE, 0 },
	{ "together exactly half", TWO(0, 16 * PAGE, 16 * PAGE, 16 * PAGE),
	  KX_OK, 0 },
	{ "together half and a page", TWO(0, 16 * PAGE, 16 * PAGE, 17 * PAGE),
	  KX_E_SUM_TOO_LARGE, KX_NO_SEGMENT },

	{ "the second wraps, the first is too large and its buffer larger",
	  { { NULL, ~0ULL, 0, 64 * PAGE }, { NULL, 0, ~0xfffULL, PAGE } }, 2,
	  KX_E_WRAPS, 1 },
	{ "unaligned comes before an earlier overlap",
	  { { NULL, 0, 0, PAGE }, { NULL, 0, 0, PAGE }, { NULL, 0, 1, PAGE } },
	  3, KX_E_UNALIGNED, 2 },
	{ "wraps and unaligned: wraps is looked at first",
	  ONE(0, ~0ULL, 2), KX_E_WRAPS, 0 },
	{ "unaligned and beyond: unaligned is looked at first",
	  ONE(0, (1ULL << 47) + 1, PAGE), KX_E_UNALIGNED, 0 },
	{ "the first is beyond, the second wraps",
	  { { NULL, 0, 1ULL << 47, PAGE }, { NULL, 0, ~0xfffULL, PAGE } }, 2,
	  KX_E_BEYOND_LIMIT, 0 },
	{ "overlap comes before an earlier buffer",
	  { { NULL, PAGE + 1, 0, PAGE }, { NULL, 0, PAGE, PAGE },
	    { NULL, 0, PAGE, PAGE } }, 3, KX_E_OVERLAP, 2 },
	{ "a later buffer comes before an earlier size",
	  { { NULL, 0, 0, 40 * PAGE }, { NULL, 1, 40 * PAGE, 0 } }, 2,
	  KX_E_BUFFER_LARGER, 1 },
	{ "one too large comes before the sum",
	  TWO(0, 20 * PAGE, 20 * PAGE, 40 * PAGE), KX_E_SEGMENT_TOO_LARGE, 1 },
};

static const struct segment_row crash_rows[] = {
	{ "all of the region but too much of memory",
	  ONE(0, 0x100000, 0x40000), KX_E_SEGMENT_TOO_LARGE, 0 },
	{ "first page of the region", ONE(0, 0x100000, PAGE), KX_OK, 0 },
	{ "last page of the region", ONE(0, 0x13f000, PAGE), KX_OK, 0 },
	{ "begins a page before", ONE(0, 0xff000, 2 * PAGE),
	  KX_E_SEGMENT_OUTSIDE, 0 },
	{ "ends a page after", ONE(0, 0x13f000, 2 * PAGE),
	  KX_E_SEGMENT_OUTSIDE, 0 },
	{ "lies somewhere else", ONE(0, 0, PAGE), KX_E_SEGMENT_OUTSIDE, 0 },
	{ "only the second lies outside",
	  TWO(0x100000, PAGE, 0x140000, PAGE), KX_E_SEGMENT_OUTSIDE, 1 },
	{ "outside and together too large: the sum comes first",
	  TWO(0, 20 * PAGE, 20 * PAGE, 20 * PAGE), KX_E_SUM_TOO_LARGE,
	  KX_NO_SEGMENT },
};
/* clang-format on */

static void check_row(const struct segment_row *row,
		      const struct kx_segment_limits *limits)
{
	const struct kx_segments list = { row->segments, row->count };
	struct kx_fault fault = { .code = -1 };

	assert_row(row->name, kx_segments_check(list, limits, &fault),
		   -row->code);
	assert_row(row->name, kx_segments_check(list, limits, NULL),
		   -row->code);
	if (row->code) {
		assert_row(row->name, fault.code, row->code);
		assert_row(row->name, fault.segment, row->segment);
	} else {
		assert_row(row->name, fault.code, -1);
	}
}

TEST(each_rule_gives_its_code_and_names_the_segment)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(normal_rows); i++)
		check_row(&normal_rows[i], &normal);
}

TEST(a_crash_kernel_lies_in_its_memory)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(crash_rows); i++)
		check_row(&crash_rows[i], &crash);
}

TEST(no_crash_memory_takes_no_crash_kernel)
{
	struct kx_segment_limits none = crash;
	const struct kx_segment segment = { NULL, 0, PAGE, PAGE };

	none.crash = (struct kx_range){ 0, 0 };
	assert_int_equal(kx_segments_check((struct kx_segments){ &segment, 1 },
					   &none, NULL),
			 -KX_E_SEGMENT_OUTSIDE);
}

/* clang-format off */
static const struct {
	struct segment_row row;
	u64 value, limit;
} number_rows[] = {
	{ { "its size wraps", ONE(0, ~0ULL - PAGE + 1, 2 * PAGE), KX_E_WRAPS, 0 },
	  2 * PAGE, 0 },
	{ { "its start is unaligned", ONE(0, 3 * PAGE + 1, 0), KX_E_UNALIGNED, 0 },
	  3 * PAGE + 1, PAGE },
	{ { "its end is beyond", ONE(0, 1ULL << 47, PAGE), KX_E_BEYOND_LIMIT, 0 },
	  (1ULL << 47) + PAGE, LIMIT },
	{ { "it overlaps another", TWO(0x101000, 3 * PAGE, 0x103000, PAGE),
	    KX_E_OVERLAP, 1 }, 0x103000, 0x101000 },
	{ { "its buffer is larger", ONE(PAGE + 1, 0x101000, PAGE),
	    KX_E_BUFFER_LARGER, 0 }, PAGE + 1, PAGE },
	{ { "it is larger than half", ONE(0, 0x101000, 33 * PAGE),
	    KX_E_SEGMENT_TOO_LARGE, 0 }, 33 * PAGE, 32 * PAGE },
	{ { "their sum is", TWO(0, 20 * PAGE, 20 * PAGE, 20 * PAGE),
	    KX_E_SUM_TOO_LARGE, KX_NO_SEGMENT }, 40 * PAGE, 32 * PAGE },
	{ { "it lies outside", ONE(0, 0xff000, 2 * PAGE), KX_E_SEGMENT_OUTSIDE, 0 },
	  0xff000, 0x100000 },
};
/* clang-format on */

TEST(a_fault_has_the_number_that_is_wrong_and_its_limit)
{
	const struct segment_row *row;
	struct kx_fault fault;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(number_rows); i++) {
		row = &number_rows[i].row;
		check_row(row, &crash);
		assert_row(
			row->name,
			kx_segments_check((struct kx_segments){ row->segments,
								row->count },
					  &crash, &fault),
			-row->code);
		assert_row(row->name, fault.value, number_rows[i].value);
		assert_row(row->name, fault.limit, number_rows[i].limit);
	}
}

TEST(an_overlap_names_both_segments)
{
	const struct kx_segment segments[] = {
		{ NULL, 0, 8 * PAGE, PAGE },
		{ NULL, 0, 2 * PAGE, 2 * PAGE },
		{ NULL, 0, 3 * PAGE, PAGE },
	};
	struct kx_fault fault;

	assert_int_equal(kx_segments_check((struct kx_segments){ segments, 3 },
					   &normal, &fault),
			 -KX_E_OVERLAP);
	assert_int_equal(fault.segment, 2);
	assert_int_equal(fault.other, 1);
}

TEST(sixteen_segments_are_allowed_and_seventeen_are_not)
{
	struct kx_segment segments[KX_SEGMENT_MAX + 1];
	struct kx_fault fault;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(segments); i++)
		segments[i] = (struct kx_segment){ NULL, 0, i * PAGE, PAGE };
	assert_int_equal(kx_segments_check((struct kx_segments){ segments, 16 },
					   &normal, &fault),
			 0);
	assert_int_equal(kx_segments_check((struct kx_segments){ segments, 17 },
					   &normal, &fault),
			 -KX_E_SEGMENT_COUNT);
	assert_int_equal(fault.value, 17);
	assert_int_equal(fault.limit, 16);
}

TEST(other_page_sizes_have_their_own_alignment)
{
	struct kx_segment_limits limits = normal;
	const struct kx_segment segment = { NULL, 0, PAGE, 0xf000 };

	limits.page_size = 0x10000;
	assert_int_equal(kx_segments_check((struct kx_segments){ &segment, 1 },
					   &limits, NULL),
			 -KX_E_UNALIGNED);
}

/* Linux compares with ">=": the last page below a limit can't be used. */
TEST(a_segment_ends_below_the_limit_and_not_at_it)
{
	struct kx_segment_limits limits = normal;
	struct kx_segment segment = { NULL, 0, 14 * PAGE, PAGE };
	const struct kx_segments list = { &segment, 1 };

	limits.address_limit = 16 * PAGE;
	assert_int_equal(kx_segments_check(list, &limits, NULL), 0);
	segment.mem += PAGE;
	assert_int_equal(kx_segments_check(list, &limits, NULL),
			 -KX_E_BEYOND_LIMIT);
}

TEST(flags_count_and_architecture_are_checked_in_this_order)
{
	static const struct {
		const char *name;
		u64 flags;
		u64 count;
		int code;
	} rows[] = {
		{ "nothing", 0, 0, KX_OK },
		{ "sixteen segments", 0, 16, KX_OK },
		{ "every flag of a crash kernel", KNOWN & ~KX_PRESERVE_CONTEXT,
		  1, KX_OK },
		{ "jump back", KX_PRESERVE_CONTEXT, 1, KX_OK },
		{ "jump back from a crash", KX_PRESERVE_CONTEXT | KX_ON_CRASH,
		  1, KX_E_FLAGS },
		{ "the same without segments",
		  KX_PRESERVE_CONTEXT | KX_ON_CRASH, 0, KX_E_FLAGS },
		{ "native architecture", ARCH, 1, KX_OK },
		{ "bits above 31 are ignored", 0xffffffff00000000, 1, KX_OK },
		{ "unknown flag", 0x10, 1, KX_E_FLAGS },
		{ "highest unknown flag", 0x8000, 1, KX_E_FLAGS },
		{ "unknown beside known", KNOWN | 0x20, 1, KX_E_FLAGS },
		{ "seventeen segments", 0, 17, KX_E_SEGMENT_COUNT },
		{ "largest count", 0, ~0ULL, KX_E_SEGMENT_COUNT },
		{ "count that is small in 32 bits", 0, 1ULL << 32,
		  KX_E_SEGMENT_COUNT },
		{ "i386", 3UL << 16, 1, KX_E_ARCH },
		{ "arm64", 183UL << 16, 1, KX_E_ARCH },
		{ "all architecture bits", KX_ARCH_MASK, 1, KX_E_ARCH },
		{ "flag comes before count", 0x10, 17, KX_E_FLAGS },
		{ "flag comes before architecture", 3UL << 16 | 0x10, 1,
		  KX_E_FLAGS },
		{ "count comes before architecture", 3UL << 16, 17,
		  KX_E_SEGMENT_COUNT },
		{ "wrong architecture without segments", 3UL << 16, 0,
		  KX_E_ARCH },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_fault fault = { .code = 0 };

		assert_row(rows[i].name,
			   kx_flags_check(rows[i].flags, rows[i].count, KNOWN,
					  ARCH, &fault),
			   -rows[i].code);
		assert_row(rows[i].name, fault.code, rows[i].code);
		if (rows[i].code != KX_E_ARCH)
			continue;
		assert_row(rows[i].name, fault.value,
			   (rows[i].flags & KX_ARCH_MASK) >> 16);
		assert_row(rows[i].name, fault.limit, ARCH >> 16);
	}
}

TEST(flags_of_an_older_kernel_can_be_enforced)
{
	assert_int_equal(
		kx_flags_check(KX_ON_CRASH, 1, KX_ON_CRASH, ARCH, NULL), 0);
	assert_int_equal(
		kx_flags_check(KX_PRESERVE_CONTEXT, 1, KX_ON_CRASH, ARCH, NULL),
		-KX_E_FLAGS);
}

TEST(a_crash_entry_lies_in_the_crash_memory)
{
	static const struct {
		const char *name;
		u64 entry;
		int code;
	} rows[] = {
		{ "first address", 0x100000, KX_OK },
		{ "last address", 0x13ffff, KX_OK },
		{ "one before", 0xfffff, KX_E_ENTRY_OUTSIDE },
		{ "one after", 0x140000, KX_E_ENTRY_OUTSIDE },
		{ "zero", 0, KX_E_ENTRY_OUTSIDE },
		{ "largest", ~0ULL, KX_E_ENTRY_OUTSIDE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].name,
			   kx_entry_check(rows[i].entry, &crash, NULL),
			   -rows[i].code);
}

/* Linux compares with crashk_res = { 0, 0 }, both ends inclusive. */
TEST(without_crash_memory_only_entry_zero_passes)
{
	struct kx_fault fault;

	assert_int_equal(kx_entry_check(0, &normal, &fault), 0);
	assert_int_equal(kx_entry_check(1, &normal, &fault),
			 -KX_E_ENTRY_OUTSIDE);
	assert_int_equal(fault.value, 1);
}

/* Naive twin of the overlap rule: counts pages of a small world. */
static int overlap_twin(const struct kx_segment *segments, u32 count)
{
	u8 users[64] = { 0 };
	u32 i;
	u64 page;

	for (i = 0; i < count; i++)
		for (page = 0; page < segments[i].memsz / PAGE; page++)
			if (users[segments[i].mem / PAGE + page]++)
				return -KX_E_OVERLAP;
	return 0;
}

TEST(random_lists_overlap_exactly_when_a_page_has_two_users)
{
	struct kx_segment_limits limits = normal;
	struct dice dice = dice_new();
	int round;

	limits.ram_pages = 10000;
	for (round = 0; round < 20000; round++) {
		struct kx_segment segments[5];
		u32 i;

		for (i = 0; i < ARRAY_SIZE(segments); i++)
			segments[i] = (struct kx_segment){
				.mem = dice_roll(&dice, 40) * PAGE,
				.memsz = dice_between(&dice, 1, 9) * PAGE,
			};
		assert_int_equal(
			kx_segments_check((struct kx_segments){ segments, 5 },
					  &limits, NULL),
			overlap_twin(segments, 5));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			each_rule_gives_its_code_and_names_the_segment),
		cmocka_unit_test(a_crash_kernel_lies_in_its_memory),
		cmocka_unit_test(no_crash_memory_takes_no_crash_kernel),
		cmocka_unit_test(
			a_fault_has_the_number_that_is_wrong_and_its_limit),
		cmocka_unit_test(an_overlap_names_both_segments),
		cmocka_unit_test(
			sixteen_segments_are_allowed_and_seventeen_are_not),
		cmocka_unit_test(other_page_sizes_have_their_own_alignment),
		cmocka_unit_test(a_segment_ends_below_the_limit_and_not_at_it),
		cmocka_unit_test(
			flags_count_and_architecture_are_checked_in_this_order),
		cmocka_unit_test(flags_of_an_older_kernel_can_be_enforced),
		cmocka_unit_test(a_crash_entry_lies_in_the_crash_memory),
		cmocka_unit_test(without_crash_memory_only_entry_zero_passes),
		cmocka_unit_test(
			random_lists_overlap_exactly_when_a_page_has_two_users),
	};

	return cmocka_run_group_tests_name("segment", tests, NULL, NULL);
}
