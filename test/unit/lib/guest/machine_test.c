// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A guest's maps, for each size of its memory. */
#include "lib/guest/machine.h"

#include "test/unit/test.h"

#define MIB (1ULL << 20)
#define GIB (1ULL << 30)

/* Bytes of RAM in a map that lie in @range. */
static u64 ram_in(const struct kx_memmap *map, u64 start, u64 end)
{
	u64 bytes = 0;
	u64 from, to;
	u32 i;

	for (i = 0; i < map->count; i++) {
		from = map->entries[i].range.start;
		to = map->entries[i].range.end;
		from = from > start ? from : start;
		to = to < end ? to : end;
		if (map->entries[i].type == KX_MEM_RAM && from < to)
			bytes += to - from;
	}
	return bytes;
}

TEST(ram_is_what_qemu_has_there)
{
	static const struct {
		const char *name;
		u64 memory;
		u64 low; /* RAM from 1 MiB to 4 GiB, without the BIOS's */
		u64 high;
	} rows[] = {
		{ "least", 64 * MIB, 61 * MIB, 0 },
		{ "1 GiB", GIB, 1021 * MIB, 0 },
		{ "2 GiB", 2 * GIB, 2045 * MIB, 0 },
		{ "2 GiB and 1 MiB", 2 * GIB + MIB, 2045 * MIB, MIB },
		{ "most", 64 * GIB, 2045 * MIB, 62 * GIB },
	};
	struct kxl_machine machine;
	const struct kx_memmap *map = &machine.facts.firmware;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(kxl_guest_machine(rows[i].memory, &machine),
				 0);
		assert_row(rows[i].name, ram_in(map, 0, MIB), 0x9fc00);
		assert_row(rows[i].name, ram_in(map, MIB, 4 * GIB),
			   rows[i].low);
		assert_row(rows[i].name, ram_in(map, 4 * GIB, UINT64_MAX),
			   rows[i].high);
		assert_row(rows[i].name, kxl_guest_end(rows[i].memory),
			   4 * GIB + rows[i].high);
		kxl_machine_free(&machine);
	}
}

/* QEMU puts segments into memory before the BIOS runs. */
TEST(segments_and_tables_keep_out_of_what_the_bios_uses)
{
	static const u64 sizes[] = { 64 * MIB, GIB, 2 * GIB, 5 * GIB };
	struct kxl_machine machine;
	const struct kx_memory *entry;
	u64 low, place;
	size_t i;
	u32 k;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		assert_int_equal(kxl_guest_machine(sizes[i], &machine), 0);
		low = sizes[i] < 2 * GIB ? sizes[i] : 2 * GIB;
		place = kxl_guest_place(sizes[i]);
		for (k = 0; k < machine.facts.usable.count; k++) {
			entry = &machine.facts.usable.entries[k];
			assert_true(entry->range.start >= MIB);
			assert_true(entry->range.end <= place ||
				    entry->range.start >= 4 * GIB);
			assert_int_equal(ram_in(&machine.facts.firmware,
						entry->range.start,
						entry->range.end),
					 entry->range.end - entry->range.start);
		}
		/* Tables for 66 GiB take less than 1 MiB. */
		assert_true(place + MIB < low - 16 * MIB);
		assert_int_equal(
			ram_in(&machine.facts.firmware, place, place + MIB),
			MIB);
		kxl_machine_free(&machine);
	}
}

TEST(a_guest_has_no_efi_and_no_5_level_paging)
{
	struct kxl_machine machine;

	assert_int_equal(kxl_guest_machine(GIB, &machine), 0);
	assert_int_equal(machine.facts.efi.memmap.size, 0);
	assert_false(machine.facts.x86.is_5level);
	assert_int_equal(machine.facts.limits.page_size, 4096);
	assert_int_equal(machine.facts.limits.ram_pages, GIB / 4096);
	assert_int_equal(machine.facts.rng_seed.size, KXL_SEED_SIZE);
	assert_null(machine.facts.keeper.find);
	kxl_machine_free(&machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ram_is_what_qemu_has_there),
		cmocka_unit_test(
			segments_and_tables_keep_out_of_what_the_bios_uses),
		cmocka_unit_test(a_guest_has_no_efi_and_no_5_level_paging),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
