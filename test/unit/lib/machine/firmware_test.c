// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The firmware's memory map from /sys. */
#include "lib/machine/firmware.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static void put_entry(const struct fixture *fixture, const char *number,
		      const char *const parts[3])
{
	static const char *const names[] = { "start", "end", "type" };
	char path[96];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "/sys/firmware/memmap/%s/%s",
			 number, names[i]);
		fixture_text(fixture, path, parts[i]);
	}
}

/* Later ones win. They are made in unsorted order. */
TEST(entries_are_read_in_the_order_of_their_numbers)
{
	static const char *const low[] = { "0x0\n", "0x9fbff\n",
					   "System RAM\n" };
	static const char *const later[] = { "0x1000\n", "0x1fff\n",
					     "Reserved\n" };
	static const char *const last[] = { "0x1800\n", "0x19ff\n",
					    "System RAM\n" };
	struct kx_memmap map = { 0 };
	struct fixture fixture;

	fixture_make(&fixture);
	put_entry(&fixture, "10", later);
	put_entry(&fixture, "9", low);
	put_entry(&fixture, "11", last);
	assert_int_equal(kxl_firmware_read(fixture.ctx, &map), 0);
	assert_int_equal(map.count, 5);
	assert_int_equal(map.entries[1].range.start, 0x1000);
	assert_int_equal(map.entries[1].range.end, 0x1800);
	assert_int_equal(map.entries[1].type, KX_MEM_RESERVED);
	assert_int_equal(map.entries[4].range.end, 0x9fc00);
	free(map.entries);
	fixture_free(&fixture);
}

TEST(a_map_that_is_missing_is_told_from_one_that_is_garbage)
{
	static const char *const backwards[] = { "0x2000\n", "0x1fff\n",
						 "System RAM\n" };
	struct kx_memmap map = { .count = 9 };
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kxl_firmware_read(fixture.ctx, &map), 0);
	assert_int_equal(map.count, 0);
	/* A directory without entries. */
	map.count = 9;
	fixture_text(&fixture, "/sys/firmware/memmap/x", "");
	assert_int_equal(kxl_firmware_read(fixture.ctx, &map), 0);
	assert_int_equal(map.count, 0);
	map.count = 9;
	put_entry(&fixture, "0", backwards);
	assert_int_equal(kxl_firmware_read(fixture.ctx, &map), -EBADMSG);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    "/sys/firmware/memmap/0");
	fixture_remove(&fixture, "/sys/firmware/memmap/0/type");
	assert_int_equal(kxl_firmware_read(fixture.ctx, &map), -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    "/sys/firmware/memmap/0/type");
	assert_int_equal(map.count, 9);
	fixture_free(&fixture);
}

TEST(every_name_of_e820_has_its_number)
{
	static const struct {
		const char *name;
		u32 type;
	} rows[] = {
		{ "System RAM", 1 },
		{ "Reserved", 2 },
		{ "ACPI Tables", 3 },
		{ "ACPI Non-volatile Storage", 4 },
		{ "Unusable memory", 5 },
		{ "Persistent Memory", 7 },
		{ "Persistent Memory (legacy)", 12 },
		{ "Soft Reserved", 0xefffffff },
		{ "PCI Bus 0000:00", 0 },
		{ "", 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].name, kxl_memory_type(view(rows[i].name)),
			   rows[i].type);
}

TEST(unknown_is_reserved_and_the_last_address_does_not_wrap)
{
	struct kx_memory memory = { 0 };

	assert_true(kxl_firmware_entry(view("0x0"), view("0xffffffffffffffff"),
				       view("something new\n"), &memory));
	assert_int_equal(memory.type, KX_MEM_RESERVED);
	assert_int_equal(memory.range.end, UINT64_MAX);
	assert_false(
		kxl_firmware_entry(view(""), view("0x1"), view("x"), &memory));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			entries_are_read_in_the_order_of_their_numbers),
		cmocka_unit_test(
			a_map_that_is_missing_is_told_from_one_that_is_garbage),
		cmocka_unit_test(every_name_of_e820_has_its_number),
		cmocka_unit_test(
			unknown_is_reserved_and_the_last_address_does_not_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
