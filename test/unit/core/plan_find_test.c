// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Holes for a part next to a plan's segments, and errors without a hole. */
#include "core/err.h"
#include "core/plan.h"

#include "test/unit/core/toy_arch.h"
#include "test/unit/test.h"

static const struct kx_want one_page = {
	1, PAGE, { 0, ~0ULL }, KX_PLACE_LOWEST, KX_PART_KEPT
};

TEST(sizes_are_rounded_up_to_pages)
{
	struct kx_request request = request_for("x");
	const struct kx_plan plan = { 0 };
	struct kx_range hole;

	assert_int_equal(kx_plan_find(&request, &plan, one_page, &hole, NULL),
			 0);
	assert_int_equal(hole.start, PAGE);
	assert_int_equal(kx_range_size(hole), PAGE);
}

TEST(a_hole_avoids_the_segments_that_the_plan_has)
{
	struct kx_request request = request_for("x");
	struct kx_plan plan = { 0 };
	struct kx_range hole;
	u32 i;

	for (i = 0; i < KX_SEGMENT_MAX; i++) {
		assert_int_equal(
			kx_plan_find(&request, &plan, one_page, &hole, NULL),
			0);
		assert_int_equal(hole.start, (1 + i) * PAGE);
		assert_int_equal(kx_plan_add(&plan, KX_PART_KEPT,
					     kx_bytes(NULL, 0), hole, NULL),
				 0);
	}
}

TEST(a_hole_keeps_inside_the_window_of_the_request)
{
	struct kx_request request = request_for("x");
	const struct kx_plan plan = { 0 };
	struct kx_range hole;

	request.within = (struct kx_range){ 5 * PAGE, 6 * PAGE };
	assert_int_equal(kx_plan_find(&request, &plan, one_page, &hole, NULL),
			 0);
	assert_int_equal(hole.start, 5 * PAGE);
}

/* The running kernel has RAM that its firmware did not report: COUNT pages. */
TEST(a_kernel_lies_where_its_map_will_have_ram)
{
	static struct kx_memory told[] = {
		{ { 0, 4 * PAGE + 0x400 }, KX_MEM_RAM },
		{ { 4 * PAGE + 0x400, 8 * PAGE }, KX_MEM_RESERVED },
		{ { 8 * PAGE + 1, 9 * PAGE + 1 }, KX_MEM_RAM },
		{ { 300 * PAGE + 1, 303 * PAGE - 1 }, KX_MEM_RAM },
		{ { 400 * PAGE, 900 * PAGE }, KX_MEM_RESERVED },
	};
	static const struct {
		const char *name;
		u32 told;
		enum kx_place_order order;
		enum kx_purpose purpose;
		u64 pages;
		u64 start;
	} rows[] = {
		{ "lowest", 5, KX_PLACE_LOWEST, KX_PURPOSE_NORMAL, 1, PAGE },
		{ "highest", 5, KX_PLACE_HIGHEST, KX_PURPOSE_NORMAL, 1,
		  301 * PAGE },
		{ "whole pages", 5, KX_PLACE_HIGHEST, KX_PURPOSE_NORMAL, 3,
		  PAGE },
		{ "no map", 0, KX_PLACE_HIGHEST, KX_PURPOSE_NORMAL, 1,
		  COUNT * PAGE },
		{ "a kernel that returns", 5, KX_PLACE_HIGHEST,
		  KX_PURPOSE_RETURNING, 1, 301 * PAGE },
		{ "a crash kernel", 5, KX_PLACE_HIGHEST, KX_PURPOSE_CRASH, 1,
		  COUNT * PAGE },
	};
	const struct kx_plan plan = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_machine here = machine;
		struct kx_request request = request_for("x");
		struct kx_want want = one_page;
		struct kx_range hole = { 0, 0 };

		here.firmware = (struct kx_memmap){ told, rows[i].told, 5 };
		here.limits.crash = ram.range;
		request.machine = &here;
		request.purpose = rows[i].purpose;
		want.size = rows[i].pages * PAGE;
		want.order = rows[i].order;
		assert_row(rows[i].name,
			   kx_plan_find(&request, &plan, want, &hole, NULL), 0);
		assert_row(rows[i].name, hole.start, rows[i].start);
	}
}

TEST(ram_that_nobody_will_know_is_no_room)
{
	static struct kx_memory told[] = {
		{ { 0, 3 * PAGE }, KX_MEM_RAM },
		{ { 3 * PAGE, 900 * PAGE }, KX_MEM_RESERVED },
	};
	struct kx_machine here = machine;
	struct kx_request request = request_for("x");
	const struct kx_plan plan = { 0 };
	struct kx_want want = one_page;
	struct kx_fault fault = { 0 };
	struct kx_range hole = { 7, 7 };

	here.firmware = (struct kx_memmap){ told, 2, 2 };
	request.machine = &here;
	want.size = 3 * PAGE;
	assert_int_equal(kx_plan_find(&request, &plan, want, &hole, &fault),
			 -KX_E_NO_HOLE);
	assert_int_equal(fault.value, 3 * PAGE);
	assert_int_equal(fault.largest, 2 * PAGE);
	assert_int_equal(hole.start, 7);
	told[0].type = KX_MEM_RESERVED;
	assert_int_equal(kx_plan_find(&request, &plan, want, &hole, &fault),
			 -KX_E_NO_HOLE);
	assert_int_equal(fault.largest, 0);
	told[0].type = KX_MEM_RAM;
	want.align = 3;
	assert_int_equal(kx_plan_find(&request, &plan, want, &hole, NULL),
			 -KX_E_ALIGN);
}

TEST(searches_that_cannot_succeed_say_which_part_and_why)
{
	static const struct {
		const char *name;
		struct kx_want want;
		int code;
	} rows[] = {
		{ "a page more than there is",
		  { COUNT * PAGE + 1,
		    PAGE,
		    { 0, ~0ULL },
		    KX_PLACE_LOWEST,
		    KX_PART_INITRD },
		  KX_E_NO_HOLE },
		{ "no window",
		  { 1, PAGE, { 0, 0 }, KX_PLACE_LOWEST, KX_PART_INITRD },
		  KX_E_NO_HOLE },
		{ "rounding wraps",
		  { ~0ULL,
		    PAGE,
		    { 0, ~0ULL },
		    KX_PLACE_LOWEST,
		    KX_PART_INITRD },
		  KX_E_HEADER },
		{ "no power of two",
		  { 1, 3, { 0, ~0ULL }, KX_PLACE_LOWEST, KX_PART_INITRD },
		  KX_E_ALIGN },
	};
	struct kx_request request = request_for("x");
	const struct kx_plan plan = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_range hole = { 7, 7 };
		struct kx_fault fault = { 0 };

		assert_row(rows[i].name,
			   kx_plan_find(&request, &plan, rows[i].want, &hole,
					&fault),
			   -rows[i].code);
		assert_row(rows[i].name, fault.code, rows[i].code);
		assert_row(rows[i].name, hole.start, 7);
		assert_string_equal(fault.what, "initrd");
		assert_int_equal(fault.part, KX_PART_INITRD);
	}
}

TEST(a_search_that_fails_says_where_it_looked)
{
	static const struct {
		const char *name;
		struct kx_range within;
		u64 start;
		u64 end;
	} rows[] = {
		{ "window inside", { 2 * PAGE, 3 * PAGE }, 2 * PAGE, 3 * PAGE },
		{ "window around", { 0, ~0ULL }, PAGE, 4 * PAGE },
		{ "window below: nothing between", { 0, 7 }, PAGE, 7 },
		{ "window above: the same",
		  { 9 * PAGE, ~0ULL },
		  9 * PAGE,
		  4 * PAGE },
	};
	struct kx_want want = { 9 * PAGE,
				PAGE,
				{ PAGE, 4 * PAGE },
				KX_PLACE_LOWEST,
				KX_PART_KEPT };
	struct kx_request request = request_for("x");
	const struct kx_plan plan = { 0 };
	struct kx_range hole;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_fault fault = { 0 };

		request.within = rows[i].within;
		assert_row(rows[i].name,
			   kx_plan_find(&request, &plan, want, &hole, &fault),
			   -KX_E_NO_HOLE);
		assert_row(rows[i].name, fault.value, 9 * PAGE);
		assert_row(rows[i].name, fault.start, rows[i].start);
		assert_row(rows[i].name, fault.limit, rows[i].end);
	}
	assert_int_equal(kx_plan_find(&request, &plan, want, &hole, NULL),
			 -KX_E_NO_HOLE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_rounded_up_to_pages),
		cmocka_unit_test(a_hole_avoids_the_segments_that_the_plan_has),
		cmocka_unit_test(a_hole_keeps_inside_the_window_of_the_request),
		cmocka_unit_test(a_kernel_lies_where_its_map_will_have_ram),
		cmocka_unit_test(ram_that_nobody_will_know_is_no_room),
		cmocka_unit_test(
			searches_that_cannot_succeed_say_which_part_and_why),
		cmocka_unit_test(a_search_that_fails_says_where_it_looked),
	};

	return cmocka_run_group_tests_name("plan_find", tests, NULL, NULL);
}
