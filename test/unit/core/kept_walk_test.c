// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Limited reads, and whole pages. */
#include "core/kept_walk.h"

#include "test/unit/core/kept_world.h"
#include "test/unit/test.h"

static struct world world;
static struct kx_kept_walk walk;

static void begin(u32 reads)
{
	world_make(&world);
	walk = (struct kx_kept_walk){ .kept = &world.kept,
				      .usable = &world.usable_map,
				      .reads = reads };
}

TEST(reads_end_where_memory_or_their_number_does)
{
	u8 bytes[KX_KEPT_READ];

	begin(2);
	assert_false(kx_kept_read(&walk, WORLD_BASE - 1, bytes, 2));
	assert_false(kx_kept_read(&walk, WORLD_END - 1, bytes, 2));
	assert_false(kx_kept_read(&walk, WORLD_END, bytes, 1));
	assert_false(kx_kept_read(&walk, ~0ULL, bytes, 1));
	assert_false(kx_kept_read(&walk, ~0ULL - 1, bytes, 8));
	assert_int_equal(world.reads, 0);
	assert_int_equal(walk.reads, 2);
	*world_at(&world, WORLD_BASE + 7) = 42;
	assert_true(kx_kept_read(&walk, WORLD_BASE + 7, bytes, 1));
	assert_int_equal(bytes[0], 42);
	/* Memory without contents. */
	assert_false(kx_kept_read(&walk, WORLD_END - 1, bytes, 1));
	assert_false(kx_kept_read(&walk, WORLD_BASE + 7, bytes, 1));
	assert_int_equal(world.reads, 2);
	world_free(&world);
}

TEST(whole_pages_are_kept)
{
	static const struct {
		const char *name;
		u64 at, size, kept;
	} rows[] = {
		{ "a byte", 5 * PAGE + 17, 1, PAGE },
		{ "a page", 5 * PAGE, PAGE, PAGE },
		{ "a byte more", 5 * PAGE, PAGE + 1, 2 * PAGE },
		{ "two bytes of two pages", 6 * PAGE - 1, 2, 2 * PAGE },
		{ "nothing", 5 * PAGE, 0, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin(0);
		kx_kept_keep(&walk, WORLD_BASE + rows[i].at, rows[i].size);
		assert_row(rows[i].name, kept_in_all(&world), rows[i].kept);
		assert_row(rows[i].name, walk.missed, 0);
		world_free(&world);
	}
}

TEST(what_can_not_be_kept_is_counted)
{
	begin(0);
	kx_kept_keep(&walk, WORLD_BASE, ~0ULL - WORLD_BASE + 1);
	assert_int_equal(walk.missed, 1);
	kx_kept_keep(&walk, WORLD_END, ~0ULL);
	assert_int_equal(walk.missed, 1);
	assert_int_equal(kept_in_all(&world), 0);
	kx_kept_miss(&walk, WORLD_END);
	assert_int_equal(walk.missed, 1);
	kx_kept_miss(&walk, WORLD_BASE + 3);
	assert_int_equal(walk.missed, 2);
	assert_int_equal(kept_in_all(&world), PAGE);
	world.usable_map.capacity = world.usable_map.count;
	kx_kept_keep(&walk, WORLD_BASE + 9 * PAGE, 1);
	assert_int_equal(walk.missed, 3);
	world_free(&world);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_end_where_memory_or_their_number_does),
		cmocka_unit_test(whole_pages_are_kept),
		cmocka_unit_test(what_can_not_be_kept_is_counted),
	};

	return cmocka_run_group_tests_name("kept_walk", tests, NULL, NULL);
}
