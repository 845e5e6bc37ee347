// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * With add_efi_memmap: room for the two maps together. Few entries of firmware
 * that cut the RAM of /proc/iomem into many pieces need the most room.
 */
#include "lib/machine/machine.h"

#include "lib/machine/firmware.h"
#include "lib/machine/iomem.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* Firmware entries of one byte, in each page from @start on. */
static void put_entries(const struct fixture *fixture, u64 start, u32 count)
{
	char path[96];
	char text[32];
	u32 i;

	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "/sys/firmware/memmap/%u/start",
			 i);
		snprintf(text, sizeof(text), "%#llx\n",
			 (unsigned long long)(start + i * 0x1000ULL));
		fixture_text(fixture, path, text);
		snprintf(path, sizeof(path), "/sys/firmware/memmap/%u/end", i);
		snprintf(text, sizeof(text), "%#llx\n",
			 (unsigned long long)(start + i * 0x1000ULL));
		fixture_text(fixture, path, text);
		snprintf(path, sizeof(path), "/sys/firmware/memmap/%u/type", i);
		fixture_text(fixture, path, "Reserved\n");
	}
}

/* Each entry inside RAM adds two more: itself, and the RAM after it. */
TEST(each_entry_of_firmware_may_cut_the_ram_in_two)
{
	static const struct {
		const char *iomem;
		u32 ram; /* ranges in @iomem */
	} rows[] = {
		{ "00100000-bfffffff : System RAM\n", 1 },
		{ "00001000-0009ffff : System RAM\n"
		  "00100000-bfffffff : System RAM\n",
		  2 },
	};
	const struct kx_memmap *map;
	struct kxl_machine machine;
	struct fixture fixture;
	u32 count;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (count = 1; count < 8; count++) {
			fixture_make_pc(&fixture);
			fixture_text(&fixture, "/proc/cmdline",
				     "add_efi_memmap\n");
			fixture_text(&fixture, "/proc/iomem", rows[i].iomem);
			put_entries(&fixture, 0x80000000, count);
			assert_int_equal(
				kxl_machine_read(fixture.ctx, &machine), 0);
			map = &machine.facts.firmware;
			assert_row(rows[i].iomem, map->count,
				   rows[i].ram + 2 * count);
			assert_true(map->capacity >= map->count);
			kxl_machine_free(&machine);
			fixture_free(&fixture);
		}
	}
}

/* Two for each line or entry, and one: no more are allocated. */
TEST(room_is_what_can_be_needed)
{
	struct kx_memmap map = { 0 };
	struct kxl_machine machine;
	struct fixture fixture;

	assert_int_equal(kxl_iomem_map(view("0-fff : System RAM\n"
					    "1000-1fff : System RAM\n"
					    "2000-2fff : Reserved"),
				       kxl_iomem_usable, &map),
			 0);
	assert_int_equal(map.capacity, 2 * 3 + 1);
	free(map.entries);
	fixture_make_pc(&fixture);
	put_entries(&fixture, 0x80000000, 4);
	assert_int_equal(kxl_firmware_read(fixture.ctx, &map), 0);
	assert_int_equal(map.capacity, 2 * 4 + 1);
	free(map.entries);
	/* Added to the RAM: two for each entry, and two. */
	fixture_text(&fixture, "/proc/cmdline", "add_efi_memmap\n");
	fixture_text(&fixture, "/proc/iomem",
		     "00100000-bfffffff : System RAM\n");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(machine.facts.firmware.capacity, 1 + 2 * 4 + 2);
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_entry_of_firmware_may_cut_the_ram_in_two),
		cmocka_unit_test(room_is_what_can_be_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
