// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Where kernel, initrds and device tree have room, a plan is made: with rows,
 * and beside a search that tries all places of the kernel.
 */
#include "core/protocol/linux_arm64.h"

#include "test/unit/core/protocol/linux_arm64_setup.h"

/* clang-format off */
static const struct {
	const char *name;
	struct kx_range low, high;
	u64 size; /* of the kernel */
	u64 flags;
	u64 kernel, initrd;
} moves[] = {
	{ "out of reach", { 1 * GIB, 1 * GIB + 4 * MIB },
	  { 64 * GIB, 64 * GIB + 8 * MIB }, 4 * MIB, 8,
	  64 * GIB, 64 * GIB + 4 * MIB },
	{ "at the end of the next window", { 1 * GIB, 1 * GIB + 4 * MIB },
	  { 33 * GIB, 33 * GIB + 8 * MIB }, 4 * MIB, 8,
	  33 * GIB, 33 * GIB + 4 * MIB },
	{ "at the end of its GiB", { 1 * GIB, 1 * GIB + 4 * MIB },
	  { 34 * GIB - 8 * MIB, 34 * GIB }, 4 * MIB, 8,
	  34 * GIB - 8 * MIB, 34 * GIB - 4 * MIB },
	{ "above it alone", { 1 * GIB, 1 * GIB + 4 * MIB },
	  { 40 * GIB, 40 * GIB + 8 * MIB }, 4 * MIB, 0,
	  40 * GIB, 40 * GIB + 4 * MIB },
	/* Told as at its first place. */
	{ "nowhere", { 1 * GIB, 1 * GIB + 2 * MIB },
	  { 40 * GIB, 40 * GIB + 2 * MIB }, 2 * MIB, 8, 0, 0 },
};
/* clang-format on */

/* The lowest place of the kernel is not always one for its initrd. */
TEST_WITH(a_kernel_moves_where_its_initrd_has_room)
{
	struct setup *s = *state;
	size_t i;

	give_initrds(s);
	for (i = 0; i < ARRAY_SIZE(moves); i++) {
		arm64_image_put(&s->arm64.image, ARM64_SIZE, 8, moves[i].size);
		arm64_image_put(&s->arm64.image, ARM64_FLAGS, 8,
				moves[i].flags);
		give_memory(s, moves[i].low, moves[i].high);
		if (!moves[i].kernel) {
			assert_row(moves[i].name, make(s), -KX_E_NO_HOLE);
			assert_int_equal(s->fault.part, KX_PART_INITRD);
			assert_int_equal(s->fault.limit, 33 * GIB);
			continue;
		}
		assert_row(moves[i].name, make(s), 0);
		assert_row(moves[i].name, part(s, "kernel").start,
			   moves[i].kernel);
		assert_row(moves[i].name, part(s, "initrd").start,
			   moves[i].initrd);
	}
}

/* Moved by its size, it leaves what the initrd needs; by a GiB, it can't. */
TEST_WITH(a_kernel_makes_way_for_its_initrd)
{
	static u8 bytes[6 * MIB];
	const struct kx_bytes large = { bytes, sizeof(bytes) };
	struct setup *s = *state;

	s->arm64.request.initrds = &large;
	s->arm64.request.nr_initrds = 1;
	arm64_image_put(&s->arm64.image, ARM64_SIZE, 8, 2 * MIB);
	arm64_image_put(&s->arm64.image, ARM64_FLAGS, 8, 8);
	/* 7 MiB for one of both, and 2 for the kernel. */
	give_memory(
		s, (struct kx_range){ 1 * GIB, 1 * GIB + 7 * MIB },
		(struct kx_range){ 1 * GIB + 512 * MIB, 1 * GIB + 514 * MIB });
	assert_int_equal(make(s), 0);
	assert_int_equal(part(s, "kernel").start, 1 * GIB + 512 * MIB);
	assert_int_equal(part(s, "initrd").start, 1 * GIB);
	assert_int_equal(s->plan.count, 3);
}

#define NOWHERE (~0ULL)

/* The lowest place in memory and in @within that is not @taken. */
static u64 find_lowest(const struct setup *s, struct kx_range within,
		       const struct kx_range taken[2], struct kx_want want)
{
	u64 start = 0;
	u32 i, j;

	for (i = 0; i < s->arm64.machine.usable.count; i++) {
		struct kx_range free =
			kx_range_intersect(s->arm64.memory[i].range, within);

		start = free.start;
		for (j = 0; j < 3; j++) {
			struct kx_range at;

			if (!kx_align_up(start, want.align, &start) ||
			    !kx_range_make(start, want.size, &at) ||
			    at.end > free.end)
				break;
			if (kx_range_overlaps(at, taken[0]))
				start = taken[0].end;
			else if (kx_range_overlaps(at, taken[1]))
				start = taken[1].end;
			else
				return start;
		}
	}
	return NOWHERE;
}

/* What is drawn of a kernel. */
struct drawn {
	u64 text_offset;
	u64 size;
	u64 page; /* 0: the file is silent */
	bool is_anywhere;
};

/* Initrds and tree have a page each at least: is there room for them, too? */
static bool has_room_at(const struct setup *s, struct kx_range kernel,
			const struct drawn *drawn)
{
	u64 page = s->arm64.machine.limits.page_size;
	u64 size = s->arm64.request.nr_initrds ? 2 * page : 0;
	u64 align = drawn->page > page ? drawn->page : page;
	u64 free = (size + align - 1) / align * align;
	u64 lowest = drawn->is_anywhere ? 0 : kernel.end;
	u64 first = (kernel.end + GIB - 1) / GIB * GIB;
	struct kx_range window = { first > 32 * GIB ? first - 32 * GIB : 0,
				   kernel.start / GIB * GIB + 32 * GIB };
	struct kx_range taken[2] = {
		{ kernel.start + drawn->text_offset, kernel.end },
		{ 0, 0 },
	};

	if (window.start < lowest)
		window.start = lowest;
	if (size) {
		taken[1].start = find_lowest(
			s, window, taken,
			(struct kx_want){ .size = free, .align = align });
		taken[1].end = taken[1].start + size;
	}
	return taken[1].start != NOWHERE &&
	       find_lowest(s, (struct kx_range){ lowest, NOWHERE }, taken,
			   (struct kx_want){ .size = page, .align = page }) !=
		       NOWHERE;
}

/* Tries all places of the kernel, one after the other. */
static bool has_room(const struct setup *s, const struct drawn *drawn)
{
	const struct kx_range none[2] = { { 0, 0 }, { 0, 0 } };
	u64 page = s->arm64.machine.limits.page_size;
	struct kx_want want = { .align = 2 * MIB };
	struct kx_range kernel = { 0, 0 };

	if (!kx_align_up(drawn->text_offset + drawn->size, page, &want.size))
		return false;
	for (;; kernel.start += want.align) {
		kernel.start = find_lowest(
			s, (struct kx_range){ kernel.start, NOWHERE }, none,
			want);
		if (kernel.start == NOWHERE)
			return false;
		kernel.end = kernel.start + want.size;
		if (has_room_at(s, kernel, drawn))
			return true;
	}
}

static const u64 pages[] = { 0, 0x1000, 0x4000, 0x10000 };

static struct drawn draw(struct setup *s, struct dice *dice)
{
	u64 index = dice_between(dice, 0, 3);
	struct drawn drawn = {
		.text_offset = dice_between(dice, 0, 31) * 0x10000,
		.size = dice_between(dice, 0x3000, 4 * MIB),
		.page = pages[index],
		.is_anywhere = dice_between(dice, 0, 1),
	};

	arm64_image_put(&s->arm64.image, ARM64_TEXT_OFFSET, 8,
			drawn.text_offset);
	arm64_image_put(&s->arm64.image, ARM64_FLAGS, 8,
			index << 1 | drawn.is_anywhere * 8);
	arm64_image_put(&s->arm64.image, ARM64_SIZE, 8, drawn.size);
	return drawn;
}

/* Any memory, sizes of pages, offsets and initrds. */
TEST_WITH(plans_keep_their_promises)
{
	struct setup *s = *state;
	struct dice dice = dice_new();
	int made = 0;
	int round;

	for (round = 0; round < 3000; round++) {
		u64 page = pages[dice_between(&dice, 1, 3)];
		u64 start = dice_between(&dice, 0, 64 * GIB / page) * page;
		u64 size = dice_between(&dice, 1, 8 * MIB / page) * page;
		u64 gap = dice_between(&dice, 1, 34 * GIB / page) * page;
		struct drawn drawn = draw(s, &dice);
		bool is_made;

		s->arm64.machine.limits.page_size = page;
		give_memory(s, (struct kx_range){ start, start + size },
			    (struct kx_range){ start + size + gap,
					       start + 2 * size + gap });
		s->arm64.request.nr_initrds = 0;
		if (dice_between(&dice, 0, 3))
			give_initrds(s);
		s->arm64.request.flags =
			dice_between(&dice, 0, 1) ? KX_TIMELINE : 0;
		is_made = !make(s);
		made += is_made;
		/* Where the initrd and the tree find room, none is refused. */
		assert_int_equal(is_made, has_room(s, &drawn));
	}
	print_message("# %d of %d rounds made a plan\n", made, round);
	assert_true(made > 300);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(a_kernel_moves_where_its_initrd_has_room),
		WITH(a_kernel_makes_way_for_its_initrd),
		WITH(plans_keep_their_promises),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
