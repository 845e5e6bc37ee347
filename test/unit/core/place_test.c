// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Hole search, compared with brute force: in a small world every start is
 * tried, in the wanted direction, and the first one that fits is the answer.
 * The world is placed at address 0 and at the last addresses.
 */
#include "core/err.h"
#include "core/place.h"

#include "test/unit/test.h"

#define WORLD	  200
#define ENTRIES	  24
#define TAKEN_MAX 6

struct scene {
	u64 base; /* address of the world's first byte */
	struct kx_memory entries[ENTRIES];
	struct kx_memmap map;
	struct kx_range ranges[TAKEN_MAX];
	struct kx_taken taken;
	struct kx_want want;
	bool kept[WORLD];
	struct kx_keeper keeper;
};

/* From the first kept byte of @range to the last. */
static bool find_kept(void *data, struct kx_range range, struct kx_range *kept)
{
	const struct scene *scene = data;
	struct kx_range bounds = { range.end, range.start };
	u64 at;

	for (at = range.start; at < range.end; at++) {
		if (!scene->kept[at - scene->base])
			continue;
		if (bounds.start > at)
			bounds.start = at;
		bounds.end = at + 1;
	}
	if (bounds.start > bounds.end)
		return false;
	*kept = bounds;
	return true;
}

static void keep_random(struct dice *dice, struct scene *scene)
{
	u64 rounds = dice_roll(dice, 4);

	scene->keeper = (struct kx_keeper){ find_kept, scene, 0 };
	scene->taken.keeper = &scene->keeper;
	while (rounds--) {
		u64 at = dice_roll(dice, WORLD);
		u64 end = at + dice_roll(dice, 20);

		for (; at < end && at < WORLD; at++)
			scene->kept[at] = true;
	}
}

static struct kx_range random_range(struct dice *dice, u64 base, u64 longest)
{
	u64 start = dice_roll(dice, WORLD);
	u64 size = dice_roll(dice, longest);

	if (size > WORLD - start)
		size = WORLD - start;
	return (struct kx_range){ base + start, base + start + size };
}

static void scene_roll(struct dice *dice, struct scene *scene)
{
	u64 base = dice_roll(dice, 2) ? ~0ULL - WORLD : 0;
	u32 i;

	*scene = (struct scene){ .base = base };
	scene->map = (struct kx_memmap){ scene->entries, 0, ENTRIES };
	for (i = 0; i < 5; i++)
		assert_int_equal(kx_memmap_set(&scene->map,
					       random_range(dice, base, 120),
					       dice_roll(dice, 3)
						       ? KX_MEM_RAM
						       : KX_MEM_RESERVED),
				 0);
	scene->taken.ranges = scene->ranges;
	scene->taken.count = (u32)dice_roll(dice, TAKEN_MAX + 1);
	for (i = 0; i < scene->taken.count; i++)
		scene->ranges[i] = random_range(dice, base, 30);
	if (dice_roll(dice, 2))
		keep_random(dice, scene);
	scene->want.size = dice_between(dice, 1, 50);
	scene->want.align = 1ULL << dice_roll(dice, 6);
	scene->want.within = dice_roll(dice, 2)
				     ? (struct kx_range){ 0, ~0ULL }
				     : random_range(dice, base, WORLD);
	scene->want.order =
		dice_roll(dice, 2) ? KX_PLACE_LOWEST : KX_PLACE_HIGHEST;
}

static bool is_free(const struct scene *scene, struct kx_range range)
{
	u64 at;
	u32 i;

	if (!kx_memmap_covers(&scene->map, range, KX_MEM_RAM))
		return false;
	for (at = range.start; at < range.end; at++)
		if (scene->kept[at - scene->base])
			return false;
	for (i = 0; i < scene->taken.count; i++)
		if (kx_range_overlaps(scene->ranges[i], range))
			return false;
	return true;
}

static bool brute_force(const struct scene *scene, struct kx_range *hole)
{
	const struct kx_want *want = &scene->want;
	u64 i;

	for (i = 0; i < WORLD; i++) {
		u64 step = want->order == KX_PLACE_LOWEST ? i : WORLD - 1 - i;
		struct kx_range candidate;

		if (!kx_range_make(scene->base + step, want->size, &candidate))
			continue;
		if (candidate.start % want->align == 0 &&
		    kx_range_contains(want->within, candidate) &&
		    is_free(scene, candidate)) {
			*hole = candidate;
			return true;
		}
	}
	return false;
}

TEST(random_searches_agree_with_brute_force)
{
	struct dice dice = dice_new();
	int found = 0;
	int round;

	for (round = 0; round < 20000; round++) {
		const struct kx_range untouched = { 11, 22 };
		struct kx_range expected = untouched;
		struct kx_range hole = untouched;
		struct scene scene;
		bool fits;

		scene_roll(&dice, &scene);
		fits = brute_force(&scene, &expected);
		assert_int_equal(kx_place_find(&scene.map, scene.taken,
					       &scene.want, &hole),
				 fits ? 0 : -KX_E_NO_HOLE);
		assert_int_equal(hole.start, expected.start);
		assert_int_equal(hole.end, expected.end);
		found += fits;
	}
	/* The comparison is only useful if both results occur. */
	assert_in_range(found, 2000, 18000);
}

/* One stretch of RAM [0x1000, 0x9000), the third page of it taken. */
static int find(u64 size, u64 align, struct kx_range within,
		enum kx_place_order order, struct kx_range *hole)
{
	struct kx_memory entries[] = {
		{ { 0x1000, 0x9000 }, KX_MEM_RAM },
		{ { 0x9000, 0xf000 }, KX_MEM_RESERVED },
	};
	const struct kx_memmap map = { entries, 2, 2 };
	const struct kx_range taken = { 0x3000, 0x4000 };
	const struct kx_want want = { size, align, within, order,
				      KX_PART_OTHER };

	return kx_place_find(&map, (struct kx_taken){ &taken, 1, NULL }, &want,
			     hole);
}

static const struct {
	const char *name;
	u64 size;
	u64 align;
	struct kx_range within;
	enum kx_place_order order;
	u64 start; /* 0: no hole */
} searches[] = {
	{ "lowest", 0x1000, 0x1000, { 0, ~0ULL }, KX_PLACE_LOWEST, 0x1000 },
	{ "highest", 0x1000, 0x1000, { 0, ~0ULL }, KX_PLACE_HIGHEST, 0x8000 },
	{ "lowest jumps over what is taken",
	  0x3000,
	  0x1000,
	  { 0, ~0ULL },
	  KX_PLACE_LOWEST,
	  0x4000 },
	{ "highest goes below what is taken",
	  0x2000,
	  0x1000,
	  { 0, 0x4fff },
	  KX_PLACE_HIGHEST,
	  0x1000 },
	{ "exact fit", 0x5000, 0x1000, { 0, ~0ULL }, KX_PLACE_LOWEST, 0x4000 },
	{ "one byte too many", 0x5001, 1, { 0, ~0ULL }, KX_PLACE_LOWEST, 0 },
	{ "alignment beyond the map",
	  1,
	  0x10000,
	  { 0, ~0ULL },
	  KX_PLACE_LOWEST,
	  0 },
	{ "limit inside the last page",
	  0x1000,
	  0x1000,
	  { 0, 0x8fff },
	  KX_PLACE_HIGHEST,
	  0x7000 },
	{ "window begins inside a page",
	  0x1000,
	  0x1000,
	  { 0x1001, ~0ULL },
	  KX_PLACE_LOWEST,
	  0x2000 },
	{ "window holds nothing",
	  0x1000,
	  0x1000,
	  { 0x3000, 0x4000 },
	  KX_PLACE_LOWEST,
	  0 },
	{ "window outside memory",
	  1,
	  1,
	  { 0x100000, 0x200000 },
	  KX_PLACE_HIGHEST,
	  0 },
	{ "largest size there is",
	  ~0ULL,
	  1,
	  { 0, ~0ULL },
	  KX_PLACE_HIGHEST,
	  0 },
	{ "largest size there is, upwards",
	  ~0ULL,
	  1,
	  { 0, ~0ULL },
	  KX_PLACE_LOWEST,
	  0 },
};

TEST(small_searches_give_the_hole_that_a_reader_expects)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(searches); i++) {
		struct kx_range hole = { 0, 0 };
		int err = find(searches[i].size, searches[i].align,
			       searches[i].within, searches[i].order, &hole);

		assert_row(searches[i].name, err,
			   searches[i].start ? 0 : -KX_E_NO_HOLE);
		assert_row(searches[i].name, hole.start, searches[i].start);
		assert_row(searches[i].name, kx_range_size(hole),
			   searches[i].start ? searches[i].size : 0);
	}
}

TEST(an_alignment_that_is_no_power_of_two_is_refused)
{
	static const u64 aligns[] = { 0, 3, 0x1001, ~0ULL };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(aligns); i++) {
		struct kx_range hole = { 7, 7 };

		assert_int_equal(find(1, aligns[i],
				      (struct kx_range){ 0, ~0ULL },
				      KX_PLACE_LOWEST, &hole),
				 -KX_E_ALIGN);
		assert_int_equal(hole.start, 7);
	}
}

TEST(memory_that_is_not_ram_is_never_used)
{
	static const u32 types[] = { KX_MEM_RESERVED,	  KX_MEM_ACPI,
				     KX_MEM_NVS,	  KX_MEM_UNUSABLE,
				     KX_MEM_PMEM,	  KX_MEM_PRAM,
				     KX_MEM_SOFT_RESERVED };
	const struct kx_want want = {
		1, 1, { 0, ~0ULL }, KX_PLACE_LOWEST, KX_PART_OTHER
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		struct kx_memory entry = { { 0, 0x10000 }, types[i] };
		const struct kx_memmap map = { &entry, 1, 1 };
		struct kx_range hole;

		assert_int_equal(kx_place_find(&map, (struct kx_taken){ 0 },
					       &want, &hole),
				 -KX_E_NO_HOLE);
	}
}

static bool is_left(const struct scene *scene, u64 address)
{
	u32 i;

	for (i = 0; i < scene->taken.count; i++)
		if (kx_range_has(scene->ranges[i], address))
			return false;
	return kx_range_has(scene->want.within, address);
}

/* An empty range blocks what would include it. */
static bool is_split(const struct scene *scene, u64 address)
{
	u32 i;

	for (i = 0; i < scene->taken.count; i++)
		if (kx_range_is_empty(scene->ranges[i]) &&
		    scene->ranges[i].start == address)
			return true;
	return false;
}

/* Byte by byte, entry by entry. */
static u64 slow_largest(const struct scene *scene)
{
	u64 largest = 0;
	u32 i;

	for (i = 0; i < scene->map.count; i++) {
		struct kx_memory entry = scene->entries[i];
		u64 run = 0;
		u64 at;

		if (entry.type != KX_MEM_RAM)
			continue;
		for (at = entry.range.start; at < entry.range.end; at++) {
			if (is_split(scene, at))
				run = 0;
			run = is_left(scene, at) ? run + 1 : 0;
			largest = run > largest ? run : largest;
		}
	}
	return largest;
}

TEST(the_largest_stretch_agrees_with_brute_force)
{
	struct dice dice = dice_new();
	struct scene scene;
	u32 i;

	for (i = 0; i < 20000; i++) {
		scene_roll(&dice, &scene);
		assert_int_equal(kx_place_largest(&scene.map, scene.taken,
						  scene.want.within),
				 slow_largest(&scene));
	}
}

/* Every other page is kept: data counts the calls. */
static bool find_every_other(void *data, struct kx_range range,
			     struct kx_range *kept)
{
	u32 *asked = data;

	++*asked;
	*kept = (struct kx_range){ range.start, range.start + 1 };
	return true;
}

TEST(a_keeper_is_not_asked_without_end)
{
	static const enum kx_place_order orders[] = { KX_PLACE_LOWEST,
						      KX_PLACE_HIGHEST };
	struct kx_memory entry = { { 0, 1ULL << 40 }, KX_MEM_RAM };
	const struct kx_memmap map = { &entry, 1, 1 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		const struct kx_want want = {
			2, 1, { 0, ~0ULL }, orders[i], KX_PART_OTHER
		};
		u32 asked = 0;
		const struct kx_keeper keeper = { find_every_other, &asked, 0 };
		struct kx_range hole;

		assert_int_equal(
			kx_place_find(&map,
				      (struct kx_taken){ NULL, 0, &keeper },
				      &want, &hole),
			-KX_E_NO_HOLE);
		assert_int_equal(asked, KX_KEEPER_TRIES);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_searches_agree_with_brute_force),
		cmocka_unit_test(the_largest_stretch_agrees_with_brute_force),
		cmocka_unit_test(
			small_searches_give_the_hole_that_a_reader_expects),
		cmocka_unit_test(
			an_alignment_that_is_no_power_of_two_is_refused),
		cmocka_unit_test(memory_that_is_not_ram_is_never_used),
		cmocka_unit_test(a_keeper_is_not_asked_without_end),
	};

	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
