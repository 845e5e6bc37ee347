// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Kernels without a format: their pieces, their place, and the ways into them.
 */
#include "core/kernel.h"

#include <stdlib.h>

#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

static const struct kx_entry_mode some_mode = { "some", { NULL } };
static const struct kx_entry_mode other_mode = { "other", { NULL } };

struct setup {
	struct test_machine test;
	struct kx_request request;
	struct kx_kernel kernel;
	struct kx_plan plan;
	struct kx_fault fault;
	u64 start;
};

/* Two pieces with zeroes between them. */
static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	test_machine_make(&s->test);
	s->request = test_machine_request(&s->test, kx_bytes("", 0));
	s->kernel = (struct kx_kernel){
		.pieces = {
			{ kx_bytes("text", 4), 0 },
			{ kx_bytes("data", 4), 0x3000 },
		},
		.nr_pieces = 2,
		.size = 0x5001,
		.align = 1,
		.reach = { TEST_MIB, TEST_GIB },
		.preferred = 2 * TEST_MIB,
		.is_relocatable = true,
		.ways = { { &some_mode, 0x30 }, { &other_mode, 0 } },
		.nr_ways = 2,
	};
	s->start = 77;
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static int place(struct setup *s)
{
	s->plan = (struct kx_plan){ 0 };
	return kx_kernel_place(&s->request, &s->kernel, &s->plan, &s->start,
			       &s->fault);
}

/* No other segment is in the memory that a kernel uses early. */
TEST_WITH(pieces_fill_one_hole_from_their_offsets_on)
{
	struct setup *s = *state;
	u64 start = TEST_GIB - 0x6000;

	assert_int_equal(place(s), 0);
	assert_int_equal(s->start, start);
	assert_int_equal(s->plan.count, 2);
	assert_int_equal(s->plan.segments[0].mem, start);
	assert_int_equal(s->plan.segments[0].memsz, 0x3000);
	assert_int_equal(s->plan.segments[0].bufsz, 4);
	assert_int_equal(s->plan.segments[1].mem, start + 0x3000);
	assert_int_equal(s->plan.segments[1].memsz, 0x3000);
	assert_memory_equal(s->plan.segments[1].buf, "data", 4);
	assert_int_equal(s->plan.parts[1], KX_PART_KERNEL);
}

TEST_WITH(the_larger_of_alignment_and_page_counts)
{
	struct setup *s = *state;

	s->kernel.align = 0x200000;
	assert_int_equal(place(s), 0);
	assert_int_equal(s->start, TEST_GIB - 0x200000);
	s->kernel.align = 16;
	assert_int_equal(place(s), 0);
	assert_int_equal(s->start, TEST_GIB - 0x6000);
}

TEST_WITH(a_kernel_that_is_not_relocatable_lies_where_it_prefers)
{
	struct setup *s = *state;

	s->kernel.is_relocatable = false;
	s->kernel.align = 0x1000000;
	assert_int_equal(place(s), 0);
	assert_int_equal(s->start, 2 * TEST_MIB);
	/* No kernel may be there. */
	s->kernel.preferred = 0;
	assert_int_equal(place(s), 0);
	assert_int_equal(s->start, TEST_GIB - 0x1000000);
}

TEST_WITH(a_relocatable_one_lies_above)
{
	struct setup *s = *state;

	s->kernel.preferred = TEST_GIB - 0x6000;
	assert_int_equal(place(s), 0);
	s->start = 77;
	s->kernel.preferred++;
	assert_int_equal(place(s), -KX_E_NO_HOLE);
	assert_string_equal(s->fault.what, "kernel");
	assert_int_equal(s->start, 77);
}

/* In steps of its alignment, and never below. */
TEST_WITH(a_movable_one_lies_where_it_prefers_or_above)
{
	struct setup *s = *state;

	s->kernel.is_relocatable = false;
	s->kernel.is_movable = true;
	s->kernel.align = 0x200000;
	s->kernel.preferred = 0x400000;
	s->fault.value = 77;
	assert_int_equal(place(s), 0);
	assert_int_equal(s->start, 0x400000);
	s->test.memory[2].range.start = 0x401000;
	assert_int_equal(place(s), 0);
	assert_int_equal(s->start, TEST_GIB - 0x200000);
	assert_int_equal(s->fault.value, 77);
	/* The last one, at the memory's end. */
	s->test.memory[2].range.end = 0x606000;
	assert_int_equal(place(s), 0);
	assert_int_equal(s->start, 0x600000);
	s->test.memory[2].range.end = 0x605fff;
	assert_int_equal(place(s), -KX_E_NO_HOLE);
	assert_int_equal(s->fault.start, 0x400000);
	assert_int_equal(s->fault.limit, TEST_GIB);
	/* All the memory is below. */
	s->test.memory[2].range.start = TEST_MIB;
	s->test.memory[2].range.end = 0x405000;
	assert_int_equal(place(s), -KX_E_NO_HOLE);
}

TEST_WITH(a_way_is_found_by_its_mode)
{
	static const struct kx_entry_mode none = { "some", { NULL } };
	struct setup *s = *state;

	assert_int_equal(kx_kernel_way(&s->kernel, &some_mode)->offset, 0x30);
	assert_int_equal(kx_kernel_way(&s->kernel, &other_mode)->offset, 0);
	assert_null(kx_kernel_way(&s->kernel, &none));
	s->kernel.nr_ways = 1;
	assert_null(kx_kernel_way(&s->kernel, &other_mode));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(pieces_fill_one_hole_from_their_offsets_on),
		WITH(the_larger_of_alignment_and_page_counts),
		WITH(a_kernel_that_is_not_relocatable_lies_where_it_prefers),
		WITH(a_relocatable_one_lies_above),
		WITH(a_movable_one_lies_where_it_prefers_or_above),
		WITH(a_way_is_found_by_its_mode),
	};

	return cmocka_run_group_tests_name("kernel", tests, NULL, NULL);
}
