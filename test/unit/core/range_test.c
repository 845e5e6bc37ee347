// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Ranges, compared with a naive twin: a set of bits, one for each address of a
 * small world. All pairs of ranges are tried.
 */
#include "core/range.h"

#include "test/unit/test.h"

#define WORLD 10

static u64 bits_of(struct kx_range range)
{
	u64 bits = 0;
	u64 i;

	for (i = range.start; i < range.end; i++)
		bits |= 1ULL << i;
	return bits;
}

static void for_all_pairs(void (*check)(struct kx_range a, struct kx_range b))
{
	struct kx_range a;
	struct kx_range b;

	for (a.start = 0; a.start <= WORLD; a.start++)
		for (a.end = a.start; a.end <= WORLD; a.end++)
			for (b.start = 0; b.start <= WORLD; b.start++)
				for (b.end = b.start; b.end <= WORLD; b.end++)
					check(a, b);
}

static void check_overlap(struct kx_range a, struct kx_range b)
{
	if (kx_range_is_empty(a) || kx_range_is_empty(b))
		return;
	assert_int_equal(kx_range_overlaps(a, b), !!(bits_of(a) & bits_of(b)));
	assert_int_equal(kx_range_overlaps(a, b), kx_range_overlaps(b, a));
}

TEST(ranges_overlap_when_they_share_an_address)
{
	for_all_pairs(check_overlap);
}

TEST(touching_ranges_do_not_overlap)
{
	assert_false(kx_range_overlaps((struct kx_range){ 1, 4 },
				       (struct kx_range){ 4, 6 }));
	assert_false(kx_range_overlaps((struct kx_range){ 4, 6 },
				       (struct kx_range){ 1, 4 }));
}

/* Linux sanity_check_segment_list() rejects such a segment. */
TEST(an_empty_range_strictly_inside_counts_as_overlap)
{
	const struct kx_range range = { 2, 6 };

	assert_true(kx_range_overlaps(range, (struct kx_range){ 4, 4 }));
	assert_false(kx_range_overlaps(range, (struct kx_range){ 2, 2 }));
	assert_false(kx_range_overlaps(range, (struct kx_range){ 6, 6 }));
}

static void check_contains(struct kx_range outer, struct kx_range inner)
{
	if (!kx_range_is_empty(inner))
		assert_int_equal(kx_range_contains(outer, inner),
				 !(bits_of(inner) & ~bits_of(outer)));
}

TEST(a_range_contains_another_when_it_has_all_its_addresses)
{
	for_all_pairs(check_contains);
}

static void check_intersect(struct kx_range a, struct kx_range b)
{
	struct kx_range both = kx_range_intersect(a, b);

	assert_true(both.start <= both.end);
	assert_int_equal(bits_of(both), bits_of(a) & bits_of(b));
}

TEST(an_intersection_has_the_addresses_that_both_have)
{
	for_all_pairs(check_intersect);
}

static void check_inside(struct kx_range range, struct kx_range other)
{
	struct kx_range pages = kx_range_inside(range, 2);

	(void)other;
	assert_int_equal((pages.start | pages.end) % 2, 0);
	assert_true(kx_range_size(range) - kx_range_size(pages) <= 2);
	if (!kx_range_is_empty(pages))
		assert_true(kx_range_contains(range, pages));
}

TEST(whole_pages_are_all_but_the_ends_of_a_range)
{
	const struct kx_range last = kx_range_inside(
		(struct kx_range){ ~0ULL - 0xffe, ~0ULL }, 0x1000);

	for_all_pairs(check_inside);
	assert_true(kx_range_is_empty(last));
}

static void check_has(struct kx_range range, struct kx_range at)
{
	assert_int_equal(kx_range_has(range, at.start),
			 bits_of(range) >> at.start & 1);
}

TEST(a_range_has_its_first_address_but_not_its_end)
{
	for_all_pairs(check_has);
}

TEST(size_and_emptiness_agree)
{
	assert_int_equal(kx_range_size((struct kx_range){ 3, 8 }), 5);
	assert_int_equal(kx_range_size((struct kx_range){ 8, 8 }), 0);
	assert_true(kx_range_is_empty((struct kx_range){ 8, 8 }));
	assert_false(kx_range_is_empty((struct kx_range){ 7, 8 }));
}

TEST(only_ranges_that_do_not_wrap_are_made)
{
	static const struct {
		const char *name;
		u64 start;
		u64 size;
		bool fits;
	} rows[] = {
		{ "nothing at all", 0, 0, true },
		{ "ordinary", 0x1000, 0x2000, true },
		{ "everything but the last address", 0, ~0ULL, true },
		{ "up to the last address", ~0ULL - 0xfff, 0xfff, true },
		{ "one address too far", ~0ULL - 0xfff, 0x1000, false },
		{ "empty at the last address", ~0ULL, 0, true },
		{ "one byte at the last address", ~0ULL, 1, false },
		{ "wraps once around", 2, ~0ULL, false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_range range = { 7, 7 };

		assert_row(rows[i].name,
			   kx_range_make(rows[i].start, rows[i].size, &range),
			   rows[i].fits);
		assert_row(rows[i].name, range.start,
			   rows[i].fits ? rows[i].start : 7);
		assert_row(rows[i].name, range.end,
			   rows[i].fits ? rows[i].start + rows[i].size : 7);
	}
}

TEST(aligning_up_gives_the_next_multiple)
{
	u64 value;
	u64 align;

	for (align = 1; align <= 64; align *= 2) {
		for (value = 0; value < 200; value++) {
			u64 naive = value;
			u64 aligned;

			while (naive % align)
				naive++;
			assert_true(kx_align_up(value, align, &aligned));
			assert_int_equal(aligned, naive);
		}
	}
}

TEST(aligning_up_past_the_last_address_fails)
{
	u64 aligned = 7;

	assert_false(kx_align_up(~0ULL, 2, &aligned));
	assert_false(kx_align_up(~0ULL - 0xffe, 0x1000, &aligned));
	assert_int_equal(aligned, 7);
	assert_true(kx_align_up(~0ULL - 0xfff, 0x1000, &aligned));
	assert_int_equal(aligned, ~0ULL - 0xfff);
	assert_true(kx_align_up(~0ULL, 1, &aligned));
	assert_int_equal(aligned, ~0ULL);
}

TEST(aligning_down_gives_the_multiple_before)
{
	u64 value;
	u64 align;

	for (align = 1; align <= 64; align *= 2)
		for (value = 0; value < 200; value++)
			assert_int_equal(kx_align_down(value, align),
					 value - value % align);
}

TEST(powers_of_two_have_one_bit)
{
	u32 bit;

	assert_false(kx_is_power_of_two(0));
	for (bit = 0; bit < 64; bit++) {
		assert_true(kx_is_power_of_two(1ULL << bit));
		if (bit > 1)
			assert_false(kx_is_power_of_two((1ULL << bit) - 1));
		if (bit > 0)
			assert_false(kx_is_power_of_two((1ULL << bit) + 1));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_overlap_when_they_share_an_address),
		cmocka_unit_test(touching_ranges_do_not_overlap),
		cmocka_unit_test(
			an_empty_range_strictly_inside_counts_as_overlap),
		cmocka_unit_test(
			a_range_contains_another_when_it_has_all_its_addresses),
		cmocka_unit_test(
			an_intersection_has_the_addresses_that_both_have),
		cmocka_unit_test(whole_pages_are_all_but_the_ends_of_a_range),
		cmocka_unit_test(a_range_has_its_first_address_but_not_its_end),
		cmocka_unit_test(size_and_emptiness_agree),
		cmocka_unit_test(only_ranges_that_do_not_wrap_are_made),
		cmocka_unit_test(aligning_up_gives_the_next_multiple),
		cmocka_unit_test(aligning_up_past_the_last_address_fails),
		cmocka_unit_test(aligning_down_gives_the_multiple_before),
		cmocka_unit_test(powers_of_two_have_one_bit),
	};

	return cmocka_run_group_tests_name("range", tests, NULL, NULL);
}
