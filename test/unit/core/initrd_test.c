// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Initrds only, without a kernel: one after the other, whole pages each. */
#include "core/initrd.h"

#include <stdlib.h>

#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

struct setup {
	struct test_machine test;
	struct kx_request request;
	struct kx_plan plan;
	struct kx_range initrd;
	struct kx_fault fault;
};

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	test_machine_make(&s->test);
	s->request = test_machine_request(&s->test, kx_bytes("", 0));
	s->initrd = (struct kx_range){ 7, 9 };
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static int place_at(struct setup *s, const struct kx_bytes *initrds, u32 count,
		    struct kx_want want)
{
	s->plan = (struct kx_plan){ 0 };
	s->request.initrds = initrds;
	s->request.nr_initrds = count;
	return kx_initrd_place(&s->request, want, &s->plan, &s->initrd,
			       &s->fault);
}

static int place(struct setup *s, const struct kx_bytes *initrds, u32 count,
		 struct kx_range within)
{
	return place_at(s, initrds, count,
			(struct kx_want){ .within = within });
}

static const struct kx_range anywhere = { 0, ~0ULL };

TEST_WITH(none_and_empty_ones_take_nothing)
{
	const struct kx_bytes empty[] = { kx_bytes("", 0), kx_bytes("", 0) };
	struct setup *s = *state;

	assert_int_equal(place(s, NULL, 0, anywhere), 0);
	assert_true(kx_range_is_empty(s->initrd));
	assert_int_equal(place(s, empty, 2, anywhere), 0);
	assert_true(kx_range_is_empty(s->initrd));
	assert_int_equal(s->plan.count, 0);
}

TEST_WITH(each_begins_at_a_page_after_the_one_before)
{
	static const u8 bytes[5000];
	const struct kx_bytes initrds[] = { kx_bytes(bytes, 5000),
					    kx_bytes("", 0),
					    kx_bytes(bytes, TEST_PAGE),
					    kx_bytes(bytes, 6) };
	const u64 start = 7 * TEST_GIB - 5 * TEST_PAGE;
	struct setup *s = *state;

	assert_int_equal(place(s, initrds, 4, anywhere), 0);
	assert_int_equal(s->plan.count, 3);
	assert_int_equal(s->initrd.start, start);
	assert_int_equal(s->initrd.end, start + 4 * TEST_PAGE + 6);
	assert_int_equal(s->plan.segments[0].mem, start);
	assert_int_equal(s->plan.segments[0].memsz, 2 * TEST_PAGE);
	assert_int_equal(s->plan.segments[1].mem, start + 2 * TEST_PAGE);
	assert_int_equal(s->plan.segments[2].mem, start + 4 * TEST_PAGE);
	assert_int_equal(s->plan.segments[2].bufsz, 6);
	assert_int_equal(s->plan.parts[2], KX_PART_INITRD);
}

/* Linux takes what follows LZ4 data, up to four zeroes, for a part of it. */
TEST_WITH(four_zeroes_at_least_follow_each_but_the_last)
{
	static const u8 bytes[2 * TEST_PAGE];
	static const struct {
		u64 first;
		u64 pages; /* from the first one to the second */
	} rows[] = {
		{ TEST_PAGE - 5, 1 }, { TEST_PAGE - 4, 1 },
		{ TEST_PAGE - 3, 2 }, { TEST_PAGE, 2 },
		{ TEST_PAGE + 1, 2 },
	};
	struct setup *s = *state;
	struct kx_bytes initrds[2];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		initrds[0] = kx_bytes(bytes, rows[i].first);
		initrds[1] = kx_bytes(bytes, TEST_PAGE);
		assert_int_equal(place(s, initrds, 2, anywhere), 0);
		assert_int_equal(s->plan.segments[1].mem -
					 s->plan.segments[0].mem,
				 rows[i].pages * TEST_PAGE);
		assert_int_equal(s->plan.segments[0].memsz,
				 rows[i].pages * TEST_PAGE);
		assert_int_equal(s->initrd.end,
				 s->initrd.start +
					 (rows[i].pages + 1) * TEST_PAGE);
	}
}

TEST_WITH(pages_are_the_machines)
{
	static const u8 bytes[5000];
	const struct kx_bytes initrds[] = { kx_bytes(bytes, 5000),
					    kx_bytes(bytes, 6) };
	struct setup *s = *state;

	s->test.machine.limits.page_size = 0x10000;
	assert_int_equal(place(s, initrds, 2, anywhere), 0);
	assert_int_equal(s->initrd.start, 7 * TEST_GIB - 2 * 0x10000);
	assert_int_equal(s->plan.segments[1].mem, 7 * TEST_GIB - 0x10000);
}

/* The next kernel's pages are larger: nothing else lies in its last one. */
TEST_WITH(an_alignment_holds_for_their_start_and_what_is_free)
{
	const struct kx_bytes initrds[] = { kx_bytes("first", 5),
					    kx_bytes("second", 6) };
	struct kx_want want = { .align = 0x10000, .within = anywhere };
	struct setup *s = *state;

	want.within.end = 6 * TEST_GIB + 0x1f000;
	assert_int_equal(place_at(s, initrds, 2, want), 0);
	assert_int_equal(s->initrd.start, 6 * TEST_GIB);
	assert_int_equal(s->plan.segments[0].memsz, TEST_PAGE);
	assert_int_equal(s->plan.segments[1].mem, 6 * TEST_GIB + TEST_PAGE);
	assert_int_equal(s->plan.segments[1].memsz, TEST_PAGE);
	want.within.start = 6 * TEST_GIB + TEST_PAGE;
	want.within.end = 6 * TEST_GIB + 0x1f000;
	assert_int_equal(place_at(s, initrds, 2, want), -KX_E_NO_HOLE);
	want.align = 16;
	assert_int_equal(place_at(s, initrds, 2, want), 0);
	assert_int_equal(s->initrd.start % TEST_PAGE, 0);
}

TEST_WITH(they_lie_within_what_the_kernel_reaches)
{
	const struct kx_bytes initrd = kx_bytes("initrd", 6);
	struct setup *s = *state;

	assert_int_equal(
		place(s, &initrd, 1, (struct kx_range){ TEST_MIB, TEST_GIB }),
		0);
	assert_int_equal(s->initrd.start, TEST_GIB - TEST_PAGE);
	assert_int_equal(
		place(s, &initrd, 1,
		      (struct kx_range){ TEST_MIB, TEST_MIB + TEST_PAGE - 1 }),
		-KX_E_NO_HOLE);
	assert_string_equal(s->fault.what, "initrd");
}

TEST_WITH(failures_leave_the_range_alone)
{
	const struct kx_bytes huge[] = { kx_bytes("x", 1ULL << 63),
					 kx_bytes("x", 1ULL << 63) };
	const struct kx_bytes widest[] = { kx_bytes("x", UINT64_MAX - 3),
					   kx_bytes("x", 1) };
	struct kx_bytes many[KX_SEGMENT_MAX + 1];
	struct setup *s = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = kx_bytes("x", 1);
	assert_int_equal(place(s, huge, 2, anywhere), -KX_E_INITRD);
	assert_int_equal(place(s, widest, 2, anywhere), -KX_E_INITRD);
	assert_int_equal(place(s, many, ARRAY_SIZE(many), anywhere),
			 -KX_E_SEGMENT_COUNT);
	assert_int_equal(s->initrd.start, 7);
	assert_int_equal(s->initrd.end, 9);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(none_and_empty_ones_take_nothing),
		WITH(each_begins_at_a_page_after_the_one_before),
		WITH(four_zeroes_at_least_follow_each_but_the_last),
		WITH(pages_are_the_machines),
		WITH(an_alignment_holds_for_their_start_and_what_is_free),
		WITH(they_lie_within_what_the_kernel_reaches),
		WITH(failures_leave_the_range_alone),
	};

	return cmocka_run_group_tests_name("initrd", tests, NULL, NULL);
}
