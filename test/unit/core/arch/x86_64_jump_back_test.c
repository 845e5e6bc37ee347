// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Plans of kernels that return. jump_back_oracle() checks all of them; these
 * tests also check the places, and the errors.
 */
#include "core/arch/x86_64_jump_back.h"

#include "test/unit/core/format/bzimage_setup.h"
#include "test/unit/core/read_plan.h"

#define WINDOW_END (512 * TEST_MIB)

static int set_up_return(void **state)
{
	struct setup *s;

	if (set_up(state))
		return -1;
	s = *state;
	s->request.purpose = KX_PURPOSE_RETURNING;
	s->request.within = (struct kx_range){ 0, WINDOW_END };
	s->request.cmdline = kx_bytes("quiet -- 3", 10);
	return 0;
}

#define WITH_RETURN(sentence) \
	cmocka_unit_test_setup_teardown(sentence, set_up_return, tear_down)

static u32 count_kept(const struct setup *s)
{
	u32 count = 0;
	u32 i;

	for (i = 0; i < s->plan.count; i++)
		count += !strcmp(kx_part_name(s->plan.parts[i]), "kept");
	return count;
}

static bool has_segment(const struct setup *s, u64 start, u64 end)
{
	u32 i;

	for (i = 0; i < s->plan.count; i++)
		if (s->plan.segments[i].mem == start &&
		    s->plan.segments[i].memsz == end - start)
			return true;
	return false;
}

static u64 sum(const struct setup *s)
{
	u64 size = 0;
	u32 i;

	for (i = 0; i < s->plan.count; i++)
		size += s->plan.segments[i].memsz;
	return size;
}

TEST_WITH(all_memory_of_the_window_lies_in_segments)
{
	struct setup *s = *state;

	assert_int_equal(make(s), 0);
	assert_true(has_segment(s, 0x1000, 0x9f000));
	/* From 1 MiB up to the boot data, which is below the kernel. */
	assert_true(has_segment(s, TEST_MIB, s->plan.segments[1].mem));
	assert_int_equal(sum(s), 0x9e000 + WINDOW_END - TEST_MIB);
}

TEST_WITH(without_low_memory_a_pc_starts_no_second_cpu)
{
	struct setup *s = *state;

	s->request.within.start = 64 * TEST_MIB;
	assert_int_equal(make(s), 0);
	assert_true(has_segment(s, 0x1000, 0x9f000));
	assert_int_equal(sum(s), 0x9e000 + WINDOW_END - 64 * TEST_MIB);
}

TEST_WITH(parts_of_pages_are_not_given_away)
{
	struct setup *s = *state;

	s->test.memory[0].range = (struct kx_range){ 0x1234, 0x9fc00 };
	s->request.within.end = WINDOW_END + 0x800;
	assert_int_equal(make(s), 0);
	assert_true(has_segment(s, 0x2000, 0x9f000));
	assert_int_equal(sum(s), 0x9d000 + WINDOW_END - TEST_MIB);
}

/* Memory that the running kernel needs has no segment, and is not RAM. */
TEST_WITH(memory_that_is_not_usable_is_not_given_away)
{
	struct setup *s = *state;
	static struct kx_memory usable[3] = {
		{ { TEST_MIB, 100 * TEST_MIB }, KX_MEM_RAM },
		{ { 100 * TEST_MIB, 120 * TEST_MIB }, KX_MEM_RESERVED },
		{ { 120 * TEST_MIB, 200 * TEST_MIB }, KX_MEM_RAM },
	};

	s->test.machine.usable = (struct kx_memmap){ usable, 3, 3 };
	assert_int_equal(make(s), 0);
	assert_int_equal(sum(s), 179 * TEST_MIB);
}

TEST_WITH(what_the_firmware_calls_no_ram_is_not_given_away)
{
	struct setup *s = *state;
	static struct kx_memory firmware[3] = {
		{ { 0, 50 * TEST_MIB }, KX_MEM_RAM },
		{ { 50 * TEST_MIB, 51 * TEST_MIB }, KX_MEM_ACPI },
		{ { 51 * TEST_MIB, TEST_GIB }, KX_MEM_RAM },
	};

	s->test.machine.firmware = (struct kx_memmap){ firmware, 3, 3 };
	assert_int_equal(make(s), 0);
	assert_int_equal(sum(s), 0x9e000 + WINDOW_END - 2 * TEST_MIB);
}

/* A driver may use it as RAM; the jump back may lead there. */
TEST_WITH(soft_reserved_memory_is_held_back_as_ram_is)
{
	struct setup *s = *state;
	struct kx_memmap map;

	s->test.memory[3].type = KX_MEM_SOFT_RESERVED;
	assert_int_equal(make(s), 0);
	assert_int_equal(kx_jump_back_memory(&s->request, NULL, &map, NULL), 0);
	assert_true(
		kx_memmap_covers(&map, s->test.memory[3].range, KX_MEM_ACPI));
}

TEST_WITH(the_command_line_counts_the_way_back)
{
	struct setup *s = *state;
	char cmdline[100];

	memset(cmdline, 'x', sizeof(cmdline));
	s->request.cmdline = kx_bytes(cmdline, 58);
	assert_int_equal(make_with(s, BZ_CMDLINE_SIZE, 4, 100), 0);
	s->request.cmdline = kx_bytes(cmdline, 59);
	assert_int_equal(make(s), -KX_E_CMDLINE_LONG);
	assert_int_equal(s->fault.limit, 58);
	assert_int_equal(make_with(s, BZ_CMDLINE_SIZE, 4, 101), 0);
}

TEST_WITH(a_normal_kernel_is_told_no_way_back)
{
	struct setup *s = *state;
	const struct kx_purgatory_head *head;

	s->request.purpose = KX_PURPOSE_NORMAL;
	assert_int_equal(make(s), 0);
	head = s->plan.segments[1].buf;
	assert_int_equal(read_number(head->digits, 8), 0);
	assert_int_equal(count_kept(s), 0);
}

TEST_WITH(more_than_half_of_memory_is_no_window)
{
	struct setup *s = *state;

	s->test.machine.limits.ram_pages = 2 * WINDOW_END / TEST_PAGE;
	assert_int_equal(make(s), 0);
	s->test.machine.limits.ram_pages = WINDOW_END / TEST_PAGE;
	assert_int_equal(make(s), -KX_E_SEGMENT_TOO_LARGE);
	assert_string_equal(s->fault.what, "kept");
	s->test.machine.limits.ram_pages =
		2 * (WINDOW_END - TEST_MIB) / TEST_PAGE;
	assert_int_equal(make(s), -KX_E_SUM_TOO_LARGE);
	assert_int_equal(s->fault.value, sum(s));
}

/* Kernel and boot data are in the last piece, with free memory left. */
TEST_WITH(memory_in_too_many_pieces_is_refused)
{
	struct setup *s = *state;
	struct kx_memory pieces[KX_SEGMENT_MAX];
	u32 i;

	s->request.within.end = TEST_GIB;
	for (i = 0; i < KX_SEGMENT_MAX; i++)
		pieces[i] = (struct kx_memory){
			{ (2 + 40 * i) * TEST_MIB, (34 + 40 * i) * TEST_MIB },
			KX_MEM_RAM,
		};
	s->test.machine.usable = (struct kx_memmap){ pieces, 14, 14 };
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.count, KX_SEGMENT_MAX);
	s->test.machine.usable.count = 15;
	assert_int_equal(make(s), -KX_E_SEGMENT_COUNT);
	assert_string_equal(s->fault.what, "kept");
}

TEST_WITH(a_window_without_room_is_told)
{
	struct setup *s = *state;

	s->request.within.end = 2 * TEST_MIB;
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	assert_string_equal(s->fault.what, "kernel");
}

TEST_WITH(an_arena_that_is_too_small_is_no_crash_of_ours)
{
	struct setup *s = *state;
	u64 enough;
	u64 size;

	assert_int_equal(make(s), 0);
	enough = s->test.arena.used;
	assert_true(enough <= kx_plan_arena_size(&s->request));
	for (size = 0; size < enough; size += 16) {
		s->test.arena.size = size;
		assert_int_equal(make(s), -KX_E_FULL);
	}
	s->test.arena.size = enough;
	assert_int_equal(make(s), 0);
}

/* Random pieces from @map's first entry on, most of them RAM. */
static void roll_map(struct dice *dice, struct kx_memmap *map)
{
	u64 at = dice_roll(dice, 2 * TEST_PAGE);
	u32 i;

	for (i = 0; i < map->count; i++) {
		u64 size = dice_roll(dice, 1ULL << dice_between(dice, 8, 27));

		map->entries[i] = (struct kx_memory){
			{ at, at + size + 1 },
			dice_roll(dice, 5) ? KX_MEM_RAM : KX_MEM_RESERVED,
		};
		at += size + 1 + dice_roll(dice, 2) * dice_roll(dice, size + 1);
	}
}

TEST_WITH(random_windows_get_plans_that_keep_every_promise)
{
	struct setup *s = *state;
	struct dice dice = dice_new();
	struct kx_memory maps[2][20];
	int made = 0;
	int round;

	for (round = 0; round < 5000; round++) {
		struct kx_machine *machine = &s->test.machine;

		machine->usable = (struct kx_memmap){ maps[0], 0, 20 };
		machine->firmware = (struct kx_memmap){ maps[1], 0, 20 };
		machine->usable.count = (u32)dice_between(&dice, 1, 10);
		machine->firmware.count = (u32)dice_between(&dice, 1, 20);
		roll_map(&dice, &machine->usable);
		roll_map(&dice, &machine->firmware);
		s->request.within.start =
			dice_roll(&dice, 2) * dice_roll(&dice, 32 * TEST_MIB);
		s->request.within.end =
			s->request.within.start + dice_roll(&dice, WINDOW_END);
		bzimage_put(&s->image, BZ_PREF_ADDRESS, 8, TEST_MIB);
		made += make(s) == 0;
	}
	assert_in_range(made, 500, 4999);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_RETURN(all_memory_of_the_window_lies_in_segments),
		WITH_RETURN(without_low_memory_a_pc_starts_no_second_cpu),
		WITH_RETURN(parts_of_pages_are_not_given_away),
		WITH_RETURN(memory_that_is_not_usable_is_not_given_away),
		WITH_RETURN(what_the_firmware_calls_no_ram_is_not_given_away),
		WITH_RETURN(soft_reserved_memory_is_held_back_as_ram_is),
		WITH_RETURN(the_command_line_counts_the_way_back),
		WITH_RETURN(a_normal_kernel_is_told_no_way_back),
		WITH_RETURN(more_than_half_of_memory_is_no_window),
		WITH_RETURN(memory_in_too_many_pieces_is_refused),
		WITH_RETURN(a_window_without_room_is_told),
		WITH_RETURN(an_arena_that_is_too_small_is_no_crash_of_ours),
		WITH_RETURN(random_windows_get_plans_that_keep_every_promise),
	};

	return cmocka_run_group_tests_name("x86_64_jump_back", tests, NULL,
					   NULL);
}
