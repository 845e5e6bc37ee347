// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Plans avoid memory that the running kernel keeps, if there is room. */
#include "core/plan.h"

#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

/* A range that is kept, and the number of calls. */
struct kept {
	struct kx_range range;
	u32 asked;
};

static bool find_kept(void *data, struct kx_range range, struct kx_range *kept)
{
	struct kept *all = data;

	all->asked++;
	*kept = all->range;
	return kx_range_overlaps(all->range, range);
}

struct result {
	int err;
	bool is_over; /* a segment overlaps kept memory */
	u64 kernel;
	u64 others; /* bytes of the other segments */
	u32 asked;
};

/* Plans a kernel and an initrd around what @kept has, in the window @within. */
static struct result plan_with(struct kept kept, bool is_firm,
			       struct kx_range within)
{
	const struct kx_bytes initrd = kx_bytes("initrd", 6);
	static struct test_machine test;
	static struct bzimage image;
	struct result result = { 0 };
	struct kx_fault fault = { 0 };
	struct kx_plan plan = { 0 };
	struct kx_request request;
	u32 i;

	test_machine_make(&test);
	test.machine.keeper = (struct kx_keeper){ find_kept, &kept, 0 };
	test.machine.is_kept_firmly = is_firm;
	bzimage_make(&image);
	request = test_machine_request(&test, bzimage_bytes(&image));
	request.initrds = &initrd;
	request.nr_initrds = 1;
	request.within = within;
	result.err = kx_plan_make(&request, NULL, &plan, &fault);
	result.asked = kept.asked;
	assert_int_equal(fault.code, -result.err);
	if (result.err)
		return result;
	assert_null(plan_oracle(&request, &plan));
	result.kernel = plan.segments[0].mem;
	for (i = 0; i < plan.count; i++) {
		struct kx_range segment;

		assert_true(kx_range_make(plan.segments[i].mem,
					  plan.segments[i].memsz, &segment));
		result.is_over |= kx_range_overlaps(kept.range, segment);
		if (i > 0)
			result.others += plan.segments[i].memsz;
	}
	return result;
}

static struct result plan_around(struct kx_range range, struct kx_range within)
{
	return plan_with((struct kept){ range, 0 }, false, within);
}

TEST(no_segment_lies_over_what_is_kept_if_there_is_room)
{
	const struct kx_range everywhere = { 0, ~0ULL };
	const struct kx_range top = { 7 * TEST_GIB - TEST_PAGE, 7 * TEST_GIB };
	const struct kx_range high = { 4 * TEST_GIB, 7 * TEST_GIB };
	struct result result = plan_around(top, everywhere);

	assert_int_equal(result.err, 0);
	assert_false(result.is_over);
	assert_true(result.kernel > 6 * TEST_GIB);
	result = plan_around(high, everywhere);
	assert_int_equal(result.err, 0);
	assert_false(result.is_over);
	assert_true(result.kernel < 3 * TEST_GIB);
}

TEST(where_there_is_no_other_room_what_is_kept_will_do)
{
	const struct kx_range all = { 0, 7 * TEST_GIB };
	const struct kx_range window = { 4 * TEST_GIB, 5 * TEST_GIB };
	struct result result = plan_around(all, window);

	assert_int_equal(result.err, 0);
	assert_true(result.is_over);
	assert_in_range(result.kernel, window.start, window.end);
	assert_int_equal(result.asked, 1);
}

TEST(what_is_kept_firmly_is_never_used)
{
	const struct kept all = { { 0, 7 * TEST_GIB }, 0 };
	const struct kept top = { { 7 * TEST_GIB - TEST_PAGE, 7 * TEST_GIB },
				  0 };
	const struct kx_range window = { 4 * TEST_GIB, 5 * TEST_GIB };
	const struct kx_range everywhere = { 0, ~0ULL };
	struct result result = plan_with(all, true, window);

	assert_int_equal(result.err, -KX_E_NO_HOLE);
	result = plan_with(top, true, everywhere);
	assert_int_equal(result.err, 0);
	assert_false(result.is_over);
}

/* The window has exactly the size of a plan without kept memory. */
TEST(a_kernel_around_what_is_kept_leaves_room_for_the_rest)
{
	const struct kx_range everywhere = { 0, ~0ULL };
	const struct kx_range none = { 0, 0 };
	const struct kx_range top = { 7 * TEST_GIB - TEST_PAGE, 7 * TEST_GIB };
	struct kx_range window = { 0, 7 * TEST_GIB };
	struct result result = plan_around(none, everywhere);

	window.start = result.kernel - result.others;
	assert_int_equal(plan_around(none, window).err, 0);
	result = plan_around(top, window);
	assert_int_equal(result.err, 0);
	assert_true(result.is_over);
}

TEST(where_there_is_no_room_at_all_a_plan_fails)
{
	const struct kx_range none = { 0, 0 };
	const struct kx_range gap = { 3 * TEST_GIB, 4 * TEST_GIB };

	assert_int_equal(plan_around(none, gap).err, -KX_E_NO_HOLE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			no_segment_lies_over_what_is_kept_if_there_is_room),
		cmocka_unit_test(
			where_there_is_no_other_room_what_is_kept_will_do),
		cmocka_unit_test(what_is_kept_firmly_is_never_used),
		cmocka_unit_test(
			a_kernel_around_what_is_kept_leaves_room_for_the_rest),
		cmocka_unit_test(where_there_is_no_room_at_all_a_plan_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
