// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Memory maps, compared with a naive twin: a small world with one type for each
 * address. Random operations are done on both, and both compared after each.
 */
#include "core/err.h"
#include "core/memmap.h"

#include "test/unit/test.h"

#define WORLD	 64
#define CAPACITY 40
#define NOTHING	 0

struct twin {
	u32 type[WORLD];
};

static void twin_set(struct twin *twin, struct kx_range range, u32 type)
{
	u64 i;

	for (i = range.start; i < range.end; i++)
		twin->type[i] = type;
}

/* The map is in order, and gives every address the same type as the twin. */
static void assert_same(const struct kx_memmap *map, const struct twin *twin)
{
	struct twin seen = { { NOTHING } };
	u32 i;

	assert_true(map->count <= map->capacity);
	for (i = 0; i < map->count; i++) {
		const struct kx_memory *entry = &map->entries[i];

		assert_true(entry->range.start < entry->range.end);
		twin_set(&seen, entry->range, entry->type);
		if (!i)
			continue;
		assert_true(entry[-1].range.end <= entry->range.start);
		if (entry[-1].range.end == entry->range.start)
			assert_int_not_equal(entry[-1].type, entry->type);
	}
	assert_memory_equal(&seen, twin, sizeof(seen));
}

static struct kx_range random_range(struct dice *dice)
{
	u64 a = dice_roll(dice, WORLD + 1);
	u64 b = dice_roll(dice, WORLD + 1);

	return (struct kx_range){ a < b ? a : b, a < b ? b : a };
}

/* One random operation on both; a full map must not change. */
static void change_both(struct dice *dice, struct kx_memmap *map,
			struct twin *twin)
{
	struct kx_range range = random_range(dice);
	u32 type = (u32)dice_roll(dice, 4);
	int err = type == NOTHING ? kx_memmap_clear(map, range)
				  : kx_memmap_set(map, range, type);

	if (!err)
		twin_set(twin, range, type);
	else
		assert_int_equal(err, -KX_E_FULL);
	assert_same(map, twin);
}

static void compare_with_twin(struct dice *dice, u32 capacity)
{
	struct kx_memory entries[CAPACITY];
	struct kx_memmap map = { entries, 0, capacity };
	struct twin twin = { { NOTHING } };
	int step;

	for (step = 0; step < 60; step++)
		change_both(dice, &map, &twin);
}

TEST(random_changes_agree_with_a_map_of_single_addresses)
{
	struct dice dice = dice_new();
	int round;

	for (round = 0; round < 2000; round++)
		compare_with_twin(&dice, CAPACITY);
}

TEST(a_full_map_refuses_and_stays_as_it_was)
{
	struct dice dice = dice_new();
	int round;

	for (round = 0; round < 2000; round++)
		compare_with_twin(&dice, (u32)dice_between(&dice, 0, 6));
}

static bool twin_covers(const struct twin *twin, struct kx_range range,
			u32 type)
{
	u64 i;

	for (i = range.start; i < range.end; i++)
		if (twin->type[i] != type)
			return false;
	return true;
}

TEST(covers_looks_at_every_address)
{
	struct dice dice = dice_new();
	struct kx_memory entries[CAPACITY];
	struct kx_memmap map = { entries, 0, CAPACITY };
	struct twin twin = { { NOTHING } };
	int round;

	for (round = 0; round < 20000; round++) {
		struct kx_range range = random_range(&dice);
		u32 type = (u32)dice_between(&dice, 1, 3);

		if (round % 10 == 0)
			change_both(&dice, &map, &twin);
		assert_int_equal(kx_memmap_covers(&map, range, type),
				 twin_covers(&twin, range, type));
	}
}

TEST(touching_entries_of_one_type_merge)
{
	struct kx_memory entries[4];
	struct kx_memmap map = { entries, 0, ARRAY_SIZE(entries) };
	const struct kx_range low = { 0, 10 };
	const struct kx_range middle = { 10, 20 };
	const struct kx_range high = { 20, 30 };

	assert_int_equal(kx_memmap_set(&map, low, KX_MEM_RAM), 0);
	assert_int_equal(kx_memmap_set(&map, high, KX_MEM_RAM), 0);
	assert_int_equal(map.count, 2);
	assert_int_equal(kx_memmap_set(&map, middle, KX_MEM_RAM), 0);
	assert_int_equal(map.count, 1);
	assert_int_equal(map.entries[0].range.start, 0);
	assert_int_equal(map.entries[0].range.end, 30);
}

/* Each is a separate device: /dev/pmem0 and /dev/pmem1, for example. */
TEST(touching_ranges_that_are_devices_stay_apart)
{
	static const u32 types[] = { KX_MEM_PRAM, KX_MEM_SOFT_RESERVED };
	const struct kx_range low = { 0, 10 };
	const struct kx_range middle = { 10, 20 };
	const struct kx_range high = { 20, 30 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		struct kx_memory entries[5];
		struct kx_memmap map = { entries, 0, ARRAY_SIZE(entries) };

		assert_int_equal(kx_memmap_set(&map, low, types[i]), 0);
		assert_int_equal(kx_memmap_set(&map, high, types[i]), 0);
		assert_int_equal(kx_memmap_set(&map, middle, types[i]), 0);
		assert_int_equal(map.count, 3);
		assert_int_equal(map.entries[1].range.start, 10);
		assert_int_equal(map.entries[1].range.end, 20);
		assert_true(kx_memmap_covers(&map, (struct kx_range){ 0, 30 },
					     types[i]));
	}
}

TEST(a_part_of_a_device_that_is_named_again_cuts_nothing)
{
	struct kx_memory entries[3];
	struct kx_memmap map = { entries, 0, ARRAY_SIZE(entries) };
	const struct kx_range all = { 0, 30 };
	const struct kx_range part = { 10, 20 };

	assert_int_equal(kx_memmap_set(&map, all, KX_MEM_SOFT_RESERVED), 0);
	assert_int_equal(kx_memmap_set(&map, part, KX_MEM_SOFT_RESERVED), 0);
	assert_int_equal(map.count, 1);
	assert_int_equal(map.entries[0].range.end, 30);
	assert_int_equal(kx_memmap_set(&map, part, KX_MEM_PRAM), 0);
	assert_int_equal(map.count, 3);
}

TEST(the_last_word_on_a_range_wins)
{
	struct kx_memory entries[4];
	struct kx_memmap map = { entries, 0, ARRAY_SIZE(entries) };
	const struct kx_range all = { 0, 30 };
	const struct kx_range part = { 10, 20 };

	assert_int_equal(kx_memmap_set(&map, all, KX_MEM_RAM), 0);
	assert_int_equal(kx_memmap_set(&map, part, KX_MEM_RESERVED), 0);
	assert_int_equal(map.count, 3);
	assert_false(kx_memmap_covers(&map, all, KX_MEM_RAM));
	assert_true(kx_memmap_covers(&map, part, KX_MEM_RESERVED));
}

TEST(an_entry_may_end_at_the_last_address)
{
	struct kx_memory entries[4];
	struct kx_memmap map = { entries, 0, ARRAY_SIZE(entries) };
	const struct kx_range all = { 0, ~0ULL };
	const struct kx_range last = { ~0ULL - 1, ~0ULL };

	assert_int_equal(kx_memmap_set(&map, all, KX_MEM_RAM), 0);
	assert_true(kx_memmap_covers(&map, all, KX_MEM_RAM));
	assert_int_equal(kx_memmap_clear(&map, last), 0);
	assert_int_equal(map.count, 1);
	assert_int_equal(map.entries[0].range.end, ~0ULL - 1);
}

TEST(an_empty_range_changes_nothing_even_in_a_full_map)
{
	struct kx_memory entries[1] = { { { 0, 9 }, KX_MEM_RAM } };
	struct kx_memmap map = { entries, 1, 1 };
	const struct kx_range empty = { 4, 4 };

	assert_int_equal(kx_memmap_set(&map, empty, KX_MEM_RESERVED), 0);
	assert_int_equal(kx_memmap_clear(&map, empty), 0);
	assert_int_equal(map.count, 1);
	assert_true(
		kx_memmap_covers(&map, (struct kx_range){ 0, 9 }, KX_MEM_RAM));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			random_changes_agree_with_a_map_of_single_addresses),
		cmocka_unit_test(a_full_map_refuses_and_stays_as_it_was),
		cmocka_unit_test(covers_looks_at_every_address),
		cmocka_unit_test(touching_entries_of_one_type_merge),
		cmocka_unit_test(touching_ranges_that_are_devices_stay_apart),
		cmocka_unit_test(
			a_part_of_a_device_that_is_named_again_cuts_nothing),
		cmocka_unit_test(the_last_word_on_a_range_wins),
		cmocka_unit_test(an_entry_may_end_at_the_last_address),
		cmocka_unit_test(
			an_empty_range_changes_nothing_even_in_a_full_map),
	};

	return cmocka_run_group_tests_name("memmap", tests, NULL, NULL);
}
