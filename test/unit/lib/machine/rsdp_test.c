// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* ACPI's root pointer in /dev/mem. */
#include "lib/machine/rsdp.h"

#include <string.h>

#include "core/format/elf.h"
#include "core/format/multiboot.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define AT 0xa0000 /* above low memory, and below what kernels search */

static void set_sum(u8 *bytes, size_t size, size_t at)
{
	u8 sum = 0;
	size_t i;

	bytes[at] = 0;
	for (i = 0; i < size; i++)
		sum = (u8)(sum + bytes[i]);
	bytes[at] = (u8)(0U - sum);
}

/* @size: of the memory that can be read; @spoiled: a byte that is changed */
static void put(const struct fixture *fixture, u8 revision, size_t size,
		size_t spoiled)
{
	static u8 mem[AT + 64];
	u8 *bytes = mem + AT;

	memset(mem, 0, sizeof(mem));
	memset(bytes, 0x11, 36);
	memcpy(bytes, "RSD PTR ", 8);
	bytes[15] = revision;
	set_sum(bytes, 20, 8);
	set_sum(bytes, 36, 32);
	if (spoiled)
		bytes[spoiled] ^= 1;
	fixture_put(fixture, "/dev/mem", kx_bytes(mem, AT + size));
}

TEST(it_is_copied_if_it_is_whole)
{
	static const struct {
		const char *name;
		u8 revision;
		size_t size, spoiled;
		u64 found;
	} rows[] = {
		{ "revision 0", 0, 64, 0, 20 },
		{ "revision 1", 1, 64, 0, 20 },
		{ "revision 2", 2, 64, 0, 36 },
		{ "revision 0, to the end", 0, 20, 0, 20 },
		{ "revision 0, cut", 0, 19, 0, 0 },
		{ "revision 2, to the end", 2, 36, 0, 36 },
		{ "revision 2, cut", 2, 35, 0, 20 },
		{ "other magic", 2, 64, 7, 0 },
		{ "first sum", 2, 64, 19, 0 },
		{ "second sum", 2, 64, 35, 20 },
	};
	u8 bytes[KXL_RSDP_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_machine facts = { .acpi_rsdp = AT };
		struct fixture fixture;

		fixture_make_pc(&fixture);
		put(&fixture, rows[i].revision, rows[i].size, rows[i].spoiled);
		kxl_rsdp_read(fixture.ctx, &kx_format_multiboot2, &facts,
			      bytes);
		assert_row(rows[i].name, facts.rsdp.size, rows[i].found);
		assert_row(rows[i].name, !strstr(fixture.log, "root pointer"),
			   !!rows[i].found);
		if (rows[i].found)
			assert_memory_equal(facts.rsdp.data, "RSD PTR ", 8);
		fixture_free(&fixture);
	}
}

TEST(what_a_kernel_finds_by_itself_is_no_warning)
{
	static const struct {
		const char *name;
		u64 at;
		bool warns;
	} rows[] = {
		{ "below", 0xdffff, true },
		{ "first", 0xe0000, false },
		{ "last", 0xfffff, false },
		{ "above", 0x100000, true },
	};
	u8 bytes[KXL_RSDP_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_machine facts = { .acpi_rsdp = rows[i].at };
		struct fixture fixture;

		fixture_make_pc(&fixture);
		kxl_rsdp_read(fixture.ctx, &kx_format_multiboot2, &facts,
			      bytes);
		assert_row(rows[i].name, !!strstr(fixture.log, "warning: ACPI"),
			   rows[i].warns);
		fixture_free(&fixture);
	}
}

TEST(only_multiboot_2_has_a_place_for_it)
{
	struct kx_machine facts = { .acpi_rsdp = AT };
	struct fixture fixture;
	u8 bytes[KXL_RSDP_SIZE];

	fixture_make_pc(&fixture);
	put(&fixture, 2, 64, 0);
	kxl_rsdp_read(fixture.ctx, &kx_format_elf_x86_64, &facts, bytes);
	assert_string_equal(fixture.log, "");
	kxl_rsdp_read(fixture.ctx, &kx_format_multiboot, &facts, bytes);
	assert_non_null(strstr(fixture.log, "can't be told by Multiboot 1"));
	assert_int_equal(facts.rsdp.size, 0);
	fixture_free(&fixture);
}

TEST(a_machine_without_one_is_no_warning)
{
	struct kx_machine facts = { 0 };
	struct fixture fixture;
	u8 bytes[KXL_RSDP_SIZE];

	fixture_make_pc(&fixture);
	kxl_rsdp_read(fixture.ctx, &kx_format_multiboot2, &facts, bytes);
	assert_int_equal(facts.rsdp.size, 0);
	assert_null(strstr(fixture.log, "root pointer"));
	fixture_free(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_copied_if_it_is_whole),
		cmocka_unit_test(what_a_kernel_finds_by_itself_is_no_warning),
		cmocka_unit_test(only_multiboot_2_has_a_place_for_it),
		cmocka_unit_test(a_machine_without_one_is_no_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
