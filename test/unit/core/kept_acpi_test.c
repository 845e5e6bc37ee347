// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* ACPI's tables, from the root pointer on. */
#include "core/kept_walk.h"

#include "test/unit/core/kept_world.h"
#include "test/unit/test.h"

#define RSDP   (WORLD_BASE + 0x2000)
#define ROOT   (WORLD_BASE + 0x4000)
#define TABLE  (WORLD_BASE + 0x8000)
#define OTHER  (WORLD_BASE + 0xc000)
#define FIRST  36 /* of a root table's entries */
#define UNREAD (WORLD_BASE + 32 * MIB)

static void put_table(const struct world *world, u64 at, const char *signature,
		      u64 length)
{
	memcpy(world_at(world, at), signature, 4);
	world_put(world, at + 4, length, 4);
}

/* A root pointer, and a root table of one entry, with addresses of @width. */
static void make_acpi(struct world *world, u32 width)
{
	world_make(world);
	world->kept.acpi_rsdp = RSDP;
	memcpy(world_at(world, RSDP), "RSD PTR ", 8);
	world_put(world, RSDP + 15, width == 8 ? 2 : 0, 1);
	world_put(world, RSDP + (width == 8 ? 24 : 16), ROOT, width);
	put_table(world, ROOT, width == 8 ? "XSDT" : "RSDT", FIRST + width);
	world_put(world, ROOT + FIRST, TABLE, width);
}

TEST(tables_of_both_roots_are_kept)
{
	static const u32 widths[] = { 4, 8 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(widths); i++) {
		struct world world;

		make_acpi(&world, widths[i]);
		put_table(&world, TABLE, "SSDT", PAGE + 1);
		assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map),
				 0);
		assert_int_equal(kept_from(&world, RSDP), PAGE);
		assert_int_equal(kept_from(&world, ROOT), PAGE);
		assert_int_equal(kept_from(&world, TABLE), 2 * PAGE);
		assert_int_equal(kept_in_all(&world), 4 * PAGE);
		world_free(&world);
	}
}

TEST(what_tables_point_to_is_kept)
{
	static const struct {
		const char *name;
		const char *signature;
		u64 length;
		u64 at;
		u32 width;
		u64 size_at;
		u64 pages;
	} rows[] = {
		{ "FACS", "FACP", 276, 36, 4, 4, 2 },
		{ "DSDT", "FACP", 276, 40, 4, 4, 2 },
		{ "X_FACS", "FACP", 276, 132, 8, 4, 2 },
		{ "X_DSDT", "FACP", 276, 140, 8, 4, 2 },
		{ "X_DSDT at the end", "FACP", 148, 140, 8, 4, 2 },
		{ "X_DSDT past the end", "FACP", 147, 140, 8, 4, 0 },
		{ "picture", "BGRT", 56, 40, 8, 2, 2 },
		{ "another table's number", "SSDT", 276, 40, 4, 4, 0 },
		{ "no address", "FACP", 276, 44, 4, 4, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world world;

		make_acpi(&world, 8);
		put_table(&world, TABLE, rows[i].signature, rows[i].length);
		world_put(&world, TABLE + rows[i].at, OTHER, rows[i].width);
		world_put(&world, OTHER + rows[i].size_at, PAGE + 1, 4);
		assert_row(rows[i].name,
			   kx_kept_clear(&world.kept, &world.usable_map), 0);
		assert_row(rows[i].name, kept_from(&world, OTHER),
			   rows[i].pages * PAGE);
		world_free(&world);
	}
}

TEST(sizes_are_bounded)
{
	static const struct {
		const char *name;
		u64 length;
		u32 missed;
		u64 pages;
	} rows[] = {
		{ "a page", PAGE, 0, 1 },
		{ "16 MiB", 16 * MIB, 0, 4096 },
		{ "more", 16 * MIB + 1, 1, 1 },
		{ "garbage", 0xffffffff, 1, 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world world;

		make_acpi(&world, 8);
		put_table(&world, TABLE, "SSDT", rows[i].length);
		assert_row(rows[i].name,
			   kx_kept_clear(&world.kept, &world.usable_map),
			   rows[i].missed);
		assert_row(rows[i].name, kept_from(&world, TABLE),
			   rows[i].pages * PAGE);
		world_free(&world);
	}
}

TEST(root_tables_are_bounded)
{
	static const struct {
		const char *name;
		u64 length;
		u32 missed;
	} rows[] = {
		{ "no entry", FIRST, 0 },
		{ "not even a header", FIRST - 1, 0 },
		{ "half an entry", FIRST + 7, 0 },
		{ "512 entries", FIRST + 512 * 8, 0 },
		{ "513 entries", FIRST + 513 * 8, 1 },
		/* Neither its size nor its entries can be valid. */
		{ "garbage", 0xffffffff, 2 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world world;
		u64 n;

		make_acpi(&world, 8);
		for (n = 0; n < 513; n++)
			world_put(&world, ROOT + FIRST + n * 8, TABLE, 8);
		put_table(&world, ROOT, "XSDT", rows[i].length);
		put_table(&world, TABLE, "SSDT", PAGE);
		assert_row(rows[i].name,
			   kx_kept_clear(&world.kept, &world.usable_map),
			   rows[i].missed);
		assert_row(rows[i].name, kept_from(&world, TABLE),
			   rows[i].length < FIRST + 8 ? 0 : PAGE);
		world_free(&world);
	}
}

TEST(what_is_no_table_is_missed)
{
	static const struct {
		const char *name;
		u64 at;
		u64 value;
		u32 width;
		u32 missed;
		u64 kept;
	} rows[] = {
		{ "no root pointer", RSDP, 'X', 1, 1, PAGE },
		{ "not its kind of root table", ROOT, 'R', 1, 1, 2 * PAGE },
		{ "no root table", RSDP + 24, UNREAD, 8, 1, 2 * PAGE },
		{ "neither root table", RSDP + 24, 0, 8, 0, PAGE },
		{ "a table that can't be read", ROOT + FIRST, UNREAD, 8, 1,
		  3 * PAGE },
		{ "entries where no memory is", RSDP + 24, WORLD_END, 8, 0,
		  PAGE },
		{ "a table where no memory is", ROOT + FIRST, WORLD_END, 8, 0,
		  2 * PAGE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world world;

		make_acpi(&world, 8);
		put_table(&world, TABLE, "SSDT", PAGE);
		world_put(&world, rows[i].at, rows[i].value, rows[i].width);
		assert_row(rows[i].name,
			   kx_kept_clear(&world.kept, &world.usable_map),
			   rows[i].missed);
		assert_row(rows[i].name, kept_in_all(&world), rows[i].kept);
		world_free(&world);
	}
}

TEST(entries_past_memorys_end_are_missed)
{
	struct world world;

	make_acpi(&world, 8);
	put_table(&world, TABLE, "SSDT", PAGE);
	world_put(&world, RSDP + 24, WORLD_BASE + WORLD_BYTES - 44, 8);
	put_table(&world, WORLD_BASE + WORLD_BYTES - 44, "XSDT", FIRST + 16);
	world_put(&world, WORLD_BASE + WORLD_BYTES - 8, TABLE, 8);
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 1);
	assert_int_equal(kept_from(&world, TABLE), PAGE);
	world_free(&world);
}

/* At the end of readable memory: 36 bytes exist only since ACPI 2.0. */
TEST(a_root_pointer_is_as_long_as_its_revision_says)
{
	static const struct {
		u64 revision;
		u64 from_end;
		u32 missed;
	} rows[] = {
		{ 0, 20, 0 }, { 0, 19, 1 }, { 1, 20, 0 },
		{ 2, 36, 0 }, { 2, 35, 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u64 at = WORLD_BASE + WORLD_BYTES - rows[i].from_end;
		struct world world;

		world_make(&world);
		world.kept.acpi_rsdp = at;
		memcpy(world_at(&world, at), "RSD PTR ", 8);
		world_put(&world, at + 15, rows[i].revision, 1);
		if (!rows[i].missed)
			world_put(&world, at + 16, ROOT, 4);
		put_table(&world, ROOT, "RSDT", FIRST);
		assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map),
				 rows[i].missed);
		assert_int_equal(kept_from(&world, ROOT),
				 rows[i].missed ? 0 : PAGE);
		world_free(&world);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_of_both_roots_are_kept),
		cmocka_unit_test(what_tables_point_to_is_kept),
		cmocka_unit_test(sizes_are_bounded),
		cmocka_unit_test(root_tables_are_bounded),
		cmocka_unit_test(what_is_no_table_is_missed),
		cmocka_unit_test(entries_past_memorys_end_are_missed),
		cmocka_unit_test(
			a_root_pointer_is_as_long_as_its_revision_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
