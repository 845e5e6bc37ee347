// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Places of kernel, initrds and device tree, with memory of many shapes. What
 * holds for all of them is in arm64_oracle.c.
 */
#include "core/protocol/linux_arm64.h"

#include "test/unit/core/protocol/linux_arm64_setup.h"

TEST_WITH(everything_lies_as_low_as_it_can)
{
	struct setup *s = *state;

	give_initrds(s);
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.count, 4);
	assert_int_equal(part(s, "kernel").start, ARM64_RAM);
	assert_int_equal(part(s, "kernel").end, ARM64_RAM + ARM64_IMAGE_SIZE);
	assert_int_equal(part(s, "initrd").start, ARM64_RAM + ARM64_IMAGE_SIZE);
	assert_int_equal(part(s, "boot data").start, ARM64_RAM + 4 * MIB);
	assert_int_equal(kx_range_size(part(s, "boot data")), 0x1000);
	assert_int_equal(s->plan.kernel.address, ARM64_RAM);
	assert_int_equal(s->plan.kernel.arguments[0], ARM64_RAM + 4 * MIB);
	/* The tree, padded to a multiple of 8. */
	assert_int_equal(s->plan.entry.address, ARM64_RAM + 4 * MIB + 0x108);
	assert_int_equal(read_segment(&s->plan, "boot data")->bufsz,
			 0x108 + 40);
}

/* The memory below text_offset is free for others (booting.rst). */
TEST_WITH(the_offset_leaves_memory_for_others)
{
	struct setup *s = *state;

	arm64_image_put(&s->arm64.image, ARM64_TEXT_OFFSET, 8, 0x80000);
	give_initrds(s);
	assert_int_equal(make(s), 0);
	assert_int_equal(part(s, "kernel").start, ARM64_RAM + 0x80000);
	assert_int_equal(s->plan.kernel.address, ARM64_RAM + 0x80000);
	assert_int_equal(part(s, "initrd").start, ARM64_RAM);
	/* A kernel that can't use what is below it. */
	arm64_image_put(&s->arm64.image, ARM64_FLAGS, 8, 2);
	assert_int_equal(make(s), 0);
	assert_int_equal(part(s, "initrd").start,
			 ARM64_RAM + 0x80000 + ARM64_IMAGE_SIZE);
}

TEST_WITH(a_kernel_does_not_lie_over_a_hole)
{
	struct setup *s = *state;

	arm64_image_put(&s->arm64.image, ARM64_SIZE, 8, 7 * MIB);
	assert_int_equal(make(s), 0);
	/* The first multiple of 2 MiB after it. */
	assert_int_equal(part(s, "kernel").start, ARM64_RAM + 8 * MIB);
}

/* Below the kernel the window of 32 GiB begins at a multiple of 1 GiB. */
TEST_WITH(the_initrd_is_in_one_window_with_the_kernel)
{
	static const struct {
		const char *name;
		struct kx_range low, high; /* the kernel fits only the second */
		u64 flags;
		int err;
	} rows[] = {
		{ "near",
		  { 1 * GIB, 1 * GIB + MIB },
		  { 2 * GIB, 2 * GIB + 8 * MIB },
		  8,
		  0 },
		{ "at the window's start",
		  { 2 * GIB, 2 * GIB + MIB },
		  { 34 * GIB - 8 * MIB, 34 * GIB },
		  8,
		  0 },
		{ "right below it",
		  { 2 * GIB - MIB, 2 * GIB },
		  { 34 * GIB - 6 * MIB, 34 * GIB },
		  8,
		  0 },
	};
	struct setup *s = *state;
	size_t i;

	give_initrds(s);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		give_memory(s, rows[i].low, rows[i].high);
		assert_row(rows[i].name, make(s), rows[i].err);
	}
	/* Whether it is below or above is seen where the rest is full. */
	arm64_image_put(&s->arm64.image, ARM64_SIZE, 8, 4 * MIB);
	give_memory(s, (struct kx_range){ 2 * GIB, 2 * GIB + MIB },
		    (struct kx_range){ 34 * GIB - 6 * MIB, 34 * GIB });
	assert_int_equal(make(s), 0);
	assert_int_equal(part(s, "initrd").start, 2 * GIB);
	give_memory(s, (struct kx_range){ 2 * GIB - MIB, 2 * GIB },
		    (struct kx_range){ 34 * GIB - 4 * MIB, 34 * GIB });
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	assert_int_equal(s->fault.part, KX_PART_INITRD);
	assert_int_equal(s->fault.start, 2 * GIB);
	assert_int_equal(s->fault.limit, 65 * GIB);
	/* Above. */
	give_memory(s, (struct kx_range){ 2 * GIB, 2 * GIB + 4 * MIB },
		    (struct kx_range){ 34 * GIB - MIB, 34 * GIB });
	s->arm64.request.dtb.size = ARM64_TREE_SIZE;
	assert_int_equal(make(s), 0);
	assert_int_equal(part(s, "initrd").start, 34 * GIB - MIB);
	give_memory(s, (struct kx_range){ 2 * GIB, 2 * GIB + 4 * MIB },
		    (struct kx_range){ 34 * GIB, 34 * GIB + MIB });
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	assert_int_equal(s->fault.part, KX_PART_INITRD);
	assert_int_equal(s->fault.limit, 34 * GIB);
}

/* With all of its 2 MiB, or at least inside of 2 MiB. */
TEST_WITH(the_tree_gets_two_mib_if_there_are_any)
{
	struct setup *s = *state;

	give_memory(s,
		    (struct kx_range){ 1 * GIB, 1 * GIB + ARM64_IMAGE_SIZE +
							2 * 0x1000 },
		    (struct kx_range){ 2 * GIB + 2 * MIB, 2 * GIB + 4 * MIB });
	assert_int_equal(make(s), 0);
	assert_int_equal(part(s, "boot data").start, 2 * GIB + 2 * MIB);
	s->arm64.memory[1].range.end -= 0x1000;
	assert_int_equal(make(s), 0);
	assert_int_equal(part(s, "boot data").start,
			 1 * GIB + ARM64_IMAGE_SIZE);
}

TEST_WITH(a_large_tree_does_not_cross_two_mib)
{
	static const u64 sizes[] = { 0x1001, 0x80000, 0x100001, 2 * MIB };
	struct setup *s = *state;
	u64 room = 3 * MIB;
	u8 *tree = calloc(1, room);
	u8 *arena = malloc(room);
	size_t i;

	assert_non_null(tree);
	assert_non_null(arena);
	memcpy(tree, s->arm64.tree, 4);
	s->arm64.arena.base = arena;
	s->arm64.arena.size = room;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		tree[4] = (u8)(sizes[i] >> 24);
		tree[5] = (u8)(sizes[i] >> 16);
		tree[6] = (u8)(sizes[i] >> 8);
		tree[7] = (u8)sizes[i];
		s->arm64.request.dtb = kx_bytes(tree, sizes[i]);
		assert_int_equal(make(s), 0);
		/* No 2 MiB are free as a whole, but the last row's. */
		give_memory(s,
			    (struct kx_range){ 1 * GIB,
					       1 * GIB + ARM64_IMAGE_SIZE },
			    (struct kx_range){ 2 * GIB + MIB / 2,
					       2 * GIB + 4 * MIB - 0x1000 });
		assert_int_equal(make(s), sizes[i] > 2 * MIB - 0x1000
						  ? -KX_E_NO_HOLE
						  : 0);
		give_memory(s, (struct kx_range){ 1 * GIB, 2 * GIB },
			    (struct kx_range){ 0 });
	}
	free(arena);
	free(tree);
}

TEST_WITH(a_tree_that_is_none_is_refused)
{
	struct setup *s = *state;
	struct kx_request *request = &s->arm64.request;

	request->dtb.size = ARM64_TREE_SIZE - 1;
	assert_int_equal(make(s), -KX_E_TREE);
	assert_string_equal(s->fault.what, "totalsize");
	assert_int_equal(s->fault.value, ARM64_TREE_SIZE);
	assert_int_equal(s->fault.limit, ARM64_TREE_SIZE - 1);
	request->dtb.size = 39;
	assert_int_equal(make(s), -KX_E_TREE);
	assert_string_equal(s->fault.what, "header");
	request->dtb.size = 2 * MIB + 1;
	assert_int_equal(make(s), -KX_E_TREE);
	assert_string_equal(s->fault.what, "size");
	assert_int_equal(s->fault.limit, 2 * MIB);
	request->dtb.size = 0;
	assert_int_equal(make(s), -KX_E_NO_TREE);
}

TEST_WITH(an_initrd_needs_both_of_its_slots)
{
	static const struct {
		struct kx_tree_slots slots;
		int err;
	} rows[] = {
		{ { .initrd_start = 0, .initrd_end = 0 }, -KX_E_TREE },
		{ { .initrd_start = 0x40, .initrd_end = 0 }, -KX_E_TREE },
		{ { .initrd_start = 0, .initrd_end = 0x40 }, -KX_E_TREE },
		{ { .initrd_start = 0x40, .initrd_end = ARM64_TREE_SIZE - 7 },
		  -KX_E_TREE },
		{ { .initrd_start = ARM64_TREE_SIZE - 7, .initrd_end = 0x40 },
		  -KX_E_TREE },
		{ { .initrd_start = 0x40, .initrd_end = ARM64_TREE_SIZE - 8 },
		  0 },
	};
	struct setup *s = *state;
	size_t i;

	s->arm64.request.slots = (struct kx_tree_slots){ 0 };
	assert_int_equal(make(s), 0);
	give_initrds(s);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->arm64.request.slots = rows[i].slots;
		assert_int_equal(make(s), rows[i].err);
	}
}

TEST_WITH(a_small_arena_is_noticed)
{
	struct setup *s = *state;
	int err = -KX_E_FULL;

	for (s->arm64.arena.size = 0; err == -KX_E_FULL; s->arm64.arena.size++)
		err = make(s);
	assert_int_equal(err, 0);
	assert_true(s->arm64.arena.size <
		    kx_plan_arena_size(&s->arm64.request));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(everything_lies_as_low_as_it_can),
		WITH(the_offset_leaves_memory_for_others),
		WITH(a_kernel_does_not_lie_over_a_hole),
		WITH(the_initrd_is_in_one_window_with_the_kernel),
		WITH(the_tree_gets_two_mib_if_there_are_any),
		WITH(a_large_tree_does_not_cross_two_mib),
		WITH(a_tree_that_is_none_is_refused),
		WITH(an_initrd_needs_both_of_its_slots),
		WITH(a_small_arena_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
