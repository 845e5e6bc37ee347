// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Numbers in firmware tables, tested by their last byte: a bit in it makes each
 * number too large, or a different one.
 */
#include "core/kept.h"

#include "test/unit/core/kept_guids.h"
#include "test/unit/core/kept_world.h"
#include "test/unit/test.h"

#define TOP_4 0x01000000ULL
#define TOP_8 0x0100000000000000ULL
#define AREA  (WORLD_BASE + 32 * MIB)

TEST(all_bytes_of_a_number_count)
{
	static const struct {
		const char *name;
		const u8 *guid;
		struct number numbers[4];
		u64 pages; /* without EFI's own two */
		u32 missed;
	} rows[] = {
		/* clang-format off */
		{ "number of attributes", memattr,
		  { { 4, TOP_4, 4 }, { 8, 48, 4 } }, 1, 1 },
		{ "size of attributes", memattr,
		  { { 4, 2, 4 }, { 8, TOP_4, 4 } }, 1, 1 },
		{ "seed", random_seed, { { 0, TOP_4 + 1, 4 } }, 1, 1 },
		{ "unaccepted", unaccepted, { { 16, TOP_4 + 1, 4 } }, 1, 1 },
		{ "events", tpm_final, { { 8, TOP_8, 8 } }, 1, 1 },
		{ "digests", tpm_final, { { 8, 1, 8 }, { 24, TOP_4, 4 } },
		  1, 1 },
		{ "algorithm", tpm_final,
		  { { 8, 1, 8 }, { 24, 1, 4 }, { 28, 0x1004, 2 } }, 1, 1 },
		{ "event", tpm_final, { { 8, 1, 8 }, { 28, TOP_4, 4 } },
		  1, 1 },
		{ "variable", mokvar, { { 256, TOP_8, 8 } }, 1, 1 },
		{ "secrets' base", secrets,
		  { { 0, TOP_8 + AREA, 8 }, { 8, PAGE, 8 } }, 1, 0 },
		{ "secrets' size", secrets,
		  { { 0, AREA, 8 }, { 8, TOP_8, 8 } },
		  1 + (WORLD_END - AREA) / PAGE, 0 },
		{ "list's room", memreserve, { { 0, TOP_4, 4 } }, 1, 1 },
		{ "list's number", memreserve,
		  { { 0, 1, 4 }, { 4, TOP_4, 4 } }, 1, 1 },
		{ "next list", memreserve,
		  { { 0, 1, 4 }, { 8, TOP_8 + AT + PAGE, 8 } }, 1, 0 },
		/* clang-format on */
	};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world world;

		world_make(&world);
		world_add_efi(&world);
		world_add_table(&world, rows[i].guid, AT);
		for (j = 0; rows[i].numbers[j].width; j++)
			world_put(&world, AT + rows[i].numbers[j].at,
				  rows[i].numbers[j].value,
				  rows[i].numbers[j].width);
		assert_row(rows[i].name,
			   kx_kept_clear(&world.kept, &world.usable_map),
			   rows[i].missed);
		assert_row(rows[i].name, kept_in_all(&world),
			   rows[i].pages * PAGE + OWN);
		world_free(&world);
	}
}

TEST(all_bytes_of_the_system_table_count)
{
	static const struct {
		const char *name;
		u64 at;
		u64 value;
		u32 width;
	} rows[] = {
		{ "signature", WORLD_SYSTEM + 7, 'X', 1 },
		{ "number of tables", WORLD_SYSTEM + 104, TOP_4 + 1, 4 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world world;

		world_make(&world);
		world_add_efi(&world);
		world_add_table(&world, unknown, AT);
		world_put(&world, rows[i].at, rows[i].value, rows[i].width);
		assert_row(rows[i].name,
			   kx_kept_clear(&world.kept, &world.usable_map), 1);
		assert_row(rows[i].name, kept_in_all(&world), 0);
		world_free(&world);
	}
}

TEST(all_bytes_of_acpis_addresses_count)
{
	static const struct {
		const char *name;
		u64 at;
		u64 value;
	} rows[] = {
		{ "root table", WORLD_SYSTEM + 24, TOP_8 + AT },
		{ "table", AT + 36, TOP_8 + AT + PAGE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct world world;

		world_make(&world);
		world.kept.acpi_rsdp = WORLD_SYSTEM;
		memcpy(world_at(&world, WORLD_SYSTEM), "RSD PTR ", 8);
		world_put(&world, WORLD_SYSTEM + 15, 2, 1);
		world_put(&world, WORLD_SYSTEM + 24, AT, 8);
		memcpy(world_at(&world, AT), "XSDT", 4);
		world_put(&world, AT + 4, 36 + 8, 4);
		world_put(&world, AT + PAGE + 4, 36, 4);
		world_put(&world, rows[i].at, rows[i].value, 8);
		assert_row(rows[i].name,
			   kx_kept_clear(&world.kept, &world.usable_map), 0);
		assert_row(rows[i].name, kept_in_all(&world), (1 + i) * PAGE);
		world_free(&world);
	}
}

/* A list whose second area can't be read is kept, and counted. */
TEST(a_list_that_can_not_be_read_to_its_end_is_missed)
{
	const u64 list = WORLD_BASE + WORLD_BYTES - 32;
	struct world world;

	world_make(&world);
	world_add_efi(&world);
	world_add_table(&world, memreserve, list);
	world_put(&world, list, 2, 4);
	world_put(&world, list + 4, 2, 4);
	world_put(&world, list + 16, AREA, 8);
	world_put(&world, list + 24, PAGE, 8);
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 1);
	/* The list's room extends into the next page. */
	assert_int_equal(kept_from(&world, list), PAGE + 32);
	assert_int_equal(kept_from(&world, AREA), PAGE);
	world_free(&world);
}

/* Neither the table nor its entries are near the first page of memory. */
TEST(the_system_table_is_kept_where_it_lies)
{
	const u64 at = AT + 3 * PAGE;
	struct world world;

	world_make(&world);
	world.kept.system_table = at + PAGE - 104;
	world.kept.config_table = at + 4 * PAGE;
	memcpy(world_at(&world, at + PAGE - 104), "IBI SYST", 8);
	world_put(&world, at + PAGE, 171, 4);
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 0);
	assert_int_equal(kept_from(&world, at), PAGE);
	/* 171 of 24 bytes: a byte more than a page would have. */
	assert_int_equal(kept_from(&world, at + 4 * PAGE), 2 * PAGE);
	assert_int_equal(kept_in_all(&world), 3 * PAGE);
	world_free(&world);
}

/* 0 is not the address of a table, so it is not read. */
TEST(memory_at_0_is_not_read)
{
	struct world world;

	world_make(&world);
	world.memory[0].range.start = 0;
	world.usable[0].range.start = 0;
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 0);
	assert_int_equal(world.reads, 0);
	assert_int_equal(world.usable[0].range.start, 0);
	world_free(&world);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_bytes_of_a_number_count),
		cmocka_unit_test(all_bytes_of_the_system_table_count),
		cmocka_unit_test(all_bytes_of_acpis_addresses_count),
		cmocka_unit_test(the_system_table_is_kept_where_it_lies),
		cmocka_unit_test(
			a_list_that_can_not_be_read_to_its_end_is_missed),
		cmocka_unit_test(memory_at_0_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
