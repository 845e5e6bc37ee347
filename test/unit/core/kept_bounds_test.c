// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* EFI's configuration tables that are damaged or unreadable. */
#include "core/kept.h"

#include "test/unit/core/kept_guids.h"
#include "test/unit/core/kept_world.h"
#include "test/unit/test.h"

/*
 * Writes a list at @at with room for @room areas, of which one, @area, is used.
 */
static void put_list(const struct world *world, u64 at, u64 room, u64 next)
{
	world_put(world, at, room, 4);
	world_put(world, at + 4, 0, 4);
	world_put(world, at + 8, next, 8);
}

static void put_area(const struct world *world, u64 list, u64 base, u64 size)
{
	u32 count = *world_at(world, list + 4);

	world_put(world, list + 16 + count * 16, base, 8);
	world_put(world, list + 16 + count * 16 + 8, size, 8);
	world_put(world, list + 4, count + 1, 4);
}

TEST(lists_of_devices_memory_are_followed)
{
	const u64 second = AT + 4 * PAGE;
	const u64 area = WORLD_BASE + 32 * MIB;
	struct world world;

	world_make(&world);
	world_add_efi(&world);
	world_add_table(&world, memreserve, AT);
	put_list(&world, AT, 255, second);
	put_area(&world, AT, area, 3 * PAGE);
	put_area(&world, AT, area + 8 * PAGE, PAGE);
	/* Its room extends into the next page. */
	put_list(&world, second + PAGE - 32, 2, 0);
	put_list(&world, second, 1, second + PAGE - 32);
	put_area(&world, second, area + 16 * PAGE, 1);
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 0);
	assert_int_equal(kept_from(&world, AT), PAGE);
	assert_int_equal(kept_from(&world, second), 2 * PAGE);
	assert_int_equal(kept_from(&world, area), 3 * PAGE);
	assert_int_equal(kept_from(&world, area + 8 * PAGE), PAGE);
	assert_int_equal(kept_from(&world, area + 16 * PAGE), PAGE);
	assert_int_equal(kept_in_all(&world), 8 * PAGE + OWN);
	world_free(&world);
}

TEST(lists_that_are_damaged_end)
{
	static const struct {
		const char *name;
		u64 room;
		u64 count;
		u64 next;
		u64 base;
		u64 size;
		u32 missed;
		u64 pages;
	} rows[] = {
		{ "itself is next", 4, 0, AT, 0, 0, 0, 1 },
		{ "more areas than room", 1, 2, 0, AT, 1, 1, 1 },
		{ "as many areas as room", 1, 1, 0, AT, 1, 0, 1 },
		{ "longer than a page", 256, 0, 0, 0, 0, 1, 1 },
		{ "an area that wraps", 1, 1, 0, AT + 8 * PAGE, ~0ULL, 1, 1 },
		{ "next where no memory is", 1, 0, WORLD_END, 0, 0, 0, 1 },
		{ "next can't be read", 1, 0, WORLD_BASE + MIB, 0, 0, 1, 2 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world world;

		world_make(&world);
		world_add_efi(&world);
		world_add_table(&world, memreserve, AT);
		put_list(&world, AT, rows[i].room, rows[i].next);
		world_put(&world, AT + 4, rows[i].count, 4);
		world_put(&world, AT + 16, rows[i].base, 8);
		world_put(&world, AT + 24, rows[i].size, 8);
		assert_row(rows[i].name,
			   kx_kept_clear(&world.kept, &world.usable_map),
			   rows[i].missed);
		assert_row(rows[i].name, kept_in_all(&world),
			   rows[i].pages * PAGE + OWN);
		assert_true(world.reads < 5000);
		world_free(&world);
	}
}

TEST(what_is_no_address_keeps_nothing)
{
	static const u64 addresses[] = {
		0, ~0ULL, WORLD_END, WORLD_BASE - 1, ~0ULL - PAGE, 0xffffffff
	};
	struct world world;
	size_t i;

	world_make(&world);
	world_add_efi(&world);
	for (i = 0; i < ARRAY_SIZE(addresses); i++) {
		world_add_table(&world, unknown, addresses[i]);
		world_add_table(&world, memattr, addresses[i]);
		world_add_table(&world, tpm_final, addresses[i]);
		world_add_table(&world, mokvar, addresses[i]);
		world_add_table(&world, memreserve, addresses[i]);
		world_add_table(&world, secrets, addresses[i]);
		world_add_table(&world, acpi20, addresses[i]);
	}
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 0);
	assert_int_equal(kept_in_all(&world), OWN);
	world_free(&world);
}

TEST(a_table_that_cannot_be_read_keeps_a_page_and_counts)
{
	static const u8 *const guids[] = { memattr,    random_seed, tpm_log,
					   tpm_final,  mokvar,	    memreserve,
					   unaccepted, secrets,	    acpi20 };
	const u64 at = WORLD_BASE + 32 * MIB;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(guids); i++) {
		struct world world;

		world_make(&world);
		world_add_efi(&world);
		world_add_table(&world, guids[i], at);
		assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map),
				 1);
		assert_int_equal(kept_from(&world, at), PAGE);
		world_free(&world);
	}
}

/* A header that extends past the end of the first entry of memory. */
TEST(nothing_is_read_across_the_end_of_a_kind_of_memory)
{
	struct world world;

	world_make(&world);
	world_add_efi(&world);
	world.memory[0].range.end = AT + PAGE;
	world.memory[1] =
		(struct kx_memory){ { AT + PAGE, WORLD_END }, KX_MEM_RESERVED };
	world.memory_map.count = 2;
	world_add_table(&world, memattr, AT + PAGE - 15);
	world_add_table(&world, memattr, AT + 2 * PAGE);
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 1);
	assert_int_equal(kept_from(&world, AT), PAGE);
	assert_int_equal(kept_from(&world, AT + 2 * PAGE), PAGE);
	world_free(&world);
}

/* A table in memory that is not usable anyway is not counted. */
TEST(a_table_that_firmware_keeps_itself_is_not_missed)
{
	const u64 at = WORLD_BASE + 32 * MIB;
	struct world world;

	world_make(&world);
	world_add_efi(&world);
	world_add_table(&world, tpm_final, at);
	assert_int_equal(kx_memmap_clear(&world.usable_map,
					 (struct kx_range){ at, at + MIB }),
			 0);
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 0);
	assert_int_equal(kept_in_all(&world), MIB + OWN);
	world_free(&world);
}

TEST(without_efi_and_acpi_nothing_is_read)
{
	struct world world;

	world_make(&world);
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 0);
	assert_int_equal(kept_in_all(&world), 0);
	assert_int_equal(world.reads, 0);
	world_free(&world);
}

TEST(tables_that_cannot_be_counted_are_missed)
{
	static const struct {
		const char *name;
		struct number number; /* written over a system table */
		u64 config_table;
		u32 missed;
		u64 kept;
	} rows[] = {
		{ "512 tables", { 104, 512, 4 }, WORLD_CONFIG, 0, 4 * PAGE },
		{ "513 tables", { 104, 513, 4 }, WORLD_CONFIG, 1, 0 },
		{ "no system table", { 0, 'X', 1 }, WORLD_CONFIG, 1, 0 },
		{ "entries past memory", { 104, 1, 4 }, WORLD_END, 1, PAGE },
		{ "no tables", { 104, 0, 4 }, WORLD_CONFIG, 0, PAGE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world world;

		world_make(&world);
		world_add_efi(&world);
		world.kept.config_table = rows[i].config_table;
		world_put(&world, WORLD_SYSTEM + rows[i].number.at,
			  rows[i].number.value, rows[i].number.width);
		assert_row(rows[i].name,
			   kx_kept_clear(&world.kept, &world.usable_map),
			   rows[i].missed);
		assert_row(rows[i].name, kept_in_all(&world), rows[i].kept);
		world_free(&world);
	}
	assert_int_equal(i, ARRAY_SIZE(rows));
}

TEST(a_map_without_room_counts_what_it_could_not_leave_out)
{
	struct world world;

	world_make(&world);
	world_add_efi(&world);
	world_add_table(&world, unknown, AT);
	/* EFI's two pages are at the start, which needs no more entries. */
	world.usable_map.capacity = 1;
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 1);
	assert_int_equal(kept_from(&world, AT), 0);
	world.usable_map.capacity = 2;
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 0);
	assert_int_equal(kept_from(&world, AT), PAGE);
	world_free(&world);
}

/* A map of whole pages, in order, and within the former map. */
static void assert_orderly(const struct world *world)
{
	const struct kx_memmap *map = &world->usable_map;
	u64 end = WORLD_BASE;
	u32 i;

	assert_true(map->count <= map->capacity);
	for (i = 0; i < map->count; i++) {
		struct kx_range range = map->entries[i].range;

		assert_true(end <= range.start && range.start < range.end);
		assert_int_equal((range.start | range.end) % PAGE, 0);
		end = range.end;
	}
	assert_true(end <= WORLD_END);
}

/* A small number, or an address, some of which are not readable. */
static u64 random_number(struct dice *dice)
{
	if (dice_roll(dice, 2))
		return dice_roll(dice, 300);
	return WORLD_BASE + dice_roll(dice, 2 * WORLD_BYTES);
}

static void add_random_table(struct dice *dice, struct world *world)
{
	static const u8 *const guids[] = {
		memattr,    random_seed, tpm_log, tpm_final, mokvar, memreserve,
		unaccepted, secrets,	 acpi20,  acpi10,    esrt,   unknown,
	};

	world_add_table(world, guids[dice_roll(dice, ARRAY_SIZE(guids))],
			WORLD_BASE + dice_roll(dice, WORLD_BYTES));
}

TEST(random_tables_leave_an_orderly_map)
{
	struct dice dice = dice_new();
	unsigned int round;

	for (round = 0; round < 300; round++) {
		u64 tables = dice_roll(&dice, 40);
		struct world world;
		u32 missed;
		u64 at;

		world_make(&world);
		for (at = 0; at < WORLD_BYTES; at += 8)
			if (!dice_roll(&dice, 4))
				world_put(&world, WORLD_BASE + at,
					  random_number(&dice), 8);
		world_add_efi(&world);
		while (tables--)
			add_random_table(&dice, &world);
		missed = kx_kept_clear(&world.kept, &world.usable_map);
		assert_orderly(&world);
		assert_true(missed <= world.reads);
		assert_true(world.reads <= 42 * 4096);
		world_free(&world);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_of_devices_memory_are_followed),
		cmocka_unit_test(lists_that_are_damaged_end),
		cmocka_unit_test(what_is_no_address_keeps_nothing),
		cmocka_unit_test(
			a_table_that_cannot_be_read_keeps_a_page_and_counts),
		cmocka_unit_test(
			nothing_is_read_across_the_end_of_a_kind_of_memory),
		cmocka_unit_test(
			a_table_that_firmware_keeps_itself_is_not_missed),
		cmocka_unit_test(without_efi_and_acpi_nothing_is_read),
		cmocka_unit_test(tables_that_cannot_be_counted_are_missed),
		cmocka_unit_test(
			a_map_without_room_counts_what_it_could_not_leave_out),
		cmocka_unit_test(random_tables_leave_an_orderly_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
