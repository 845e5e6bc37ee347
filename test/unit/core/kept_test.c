// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* EFI's configuration tables: how much memory is kept for each. */
#include "core/kept.h"

#include "test/unit/core/kept_guids.h"
#include "test/unit/core/kept_world.h"
#include "test/unit/test.h"

static const struct {
	const char *name;
	const u8 *guid;
	struct number numbers[4];
	u64 at; /* in its page */
	u64 pages;
	u32 missed;
} kinds[] = {
	/* clang-format off */
	{ "unknown", unknown, { { 0 } }, 0, 1, 0 },
	{ "unknown, a page's last byte", unknown, { { 0 } }, 0xfff, 1,
	  0 },
	{ "memory attributes", memattr,
	  { { 0, 2, 4 }, { 4, 100, 4 }, { 8, 40, 4 } }, 0x18, 1, 0 },
	{ "memory attributes that fill a page", memattr,
	  { { 4, 85, 4 }, { 8, 48, 4 } }, 0, 1, 0 },
	{ "memory attributes, a byte more", memattr,
	  { { 4, 85, 4 }, { 8, 48, 4 } }, 1, 2, 0 },
	{ "memory attributes of 16 MiB", memattr,
	  { { 4, 0x10000, 4 }, { 8, 256, 4 } }, 0, 4097, 0 },
	{ "memory attributes of more", memattr,
	  { { 4, 0x10001, 4 }, { 8, 256, 4 } }, 0, 1, 1 },
	{ "memory attributes that are garbage", memattr,
	  { { 4, ~0U, 4 }, { 8, ~0U, 4 } }, 0, 1, 1 },
	{ "seed", random_seed, { { 0, 32, 4 } }, 0xfdc, 1, 0 },
	{ "seed, a byte over", random_seed, { { 0, 32, 4 } }, 0xfdd, 2, 0 },
	{ "TPM log", tpm_log, { { 0, 0xff7, 4 } }, 0, 1, 0 },
	{ "TPM log, a byte over", tpm_log, { { 0, 0xff8, 4 } }, 0, 2,
	  0 },
	{ "TPM log of 16 MiB", tpm_log, { { 0, 16 * MIB, 4 } }, 0,
	  4097, 0 },
	{ "TPM log of more", tpm_log, { { 0, 16 * MIB + 1, 4 } }, 0, 1,
	  1 },
	{ "ESRT", esrt, { { 0, 102, 4 } }, 0, 1, 0 },
	{ "ESRT, two pages", esrt, { { 0, 103, 4 } }, 0, 2, 0 },
	{ "unaccepted", unaccepted, { { 16, 0xfe8, 8 } }, 0, 1, 0 },
	{ "unaccepted, two pages", unaccepted, { { 16, 0xfe9, 8 } }, 0,
	  2, 0 },
	{ "unaccepted, garbage", unaccepted, { { 16, ~0U, 8 } }, 0, 1,
	  1 },
	{ "no events", tpm_final, { { 0, 1, 8 } }, 0xff0, 1, 0 },
	/* 16, 12, 2 + 20, 2 + 32, 4 */
	{ "two digests", tpm_final,
	  { { 8, 1, 8 }, { 24, 2, 4 }, { 28, 4, 2 }, { 50, 11, 2 } },
	  PAGE - 88, 1, 0 },
	{ "two digests, a byte over", tpm_final,
	  { { 8, 1, 8 }, { 24, 2, 4 }, { 28, 4, 2 }, { 50, 11, 2 } },
	  PAGE - 87, 2, 0 },
	{ "two events", cc_final, { { 8, 2, 8 }, { 28, 32, 4 } },
	  PAGE - 80, 1, 0 },
	{ "two events, a byte over", cc_final,
	  { { 8, 2, 8 }, { 28, 32, 4 } }, PAGE - 79, 2, 0 },
	{ "unknown digest", tpm_final,
	  { { 8, 1, 8 }, { 24, 1, 4 }, { 28, 5, 2 } }, 0, 1, 1 },
	{ "event that is too long", tpm_final,
	  { { 8, 1, 8 }, { 28, ~0U, 4 } }, 0, 1, 1 },
	{ "events without end", tpm_final, { { 8, ~0ULL, 8 } }, 0, 1,
	  1 },
	{ "digests without end", tpm_final,
	  { { 8, 1, 8 }, { 24, ~0U, 4 } }, 0, 1, 1 },
	{ "no variables", mokvar, { { 0 } }, PAGE - 264, 1, 0 },
	{ "no variables, a byte over", mokvar, { { 0 } }, PAGE - 263,
	  2, 0 },
	{ "one variable", mokvar,
	  { { 0, 'M', 1 }, { 256, PAGE - 2 * 264, 8 } }, 0, 1, 0 },
	{ "one variable, a byte over", mokvar,
	  { { 0, 'M', 1 }, { 256, PAGE - 2 * 264 + 1, 8 } }, 0, 2, 0 },
	{ "a variable that is too long", mokvar,
	  { { 0, 'M', 1 }, { 256, 16 * MIB, 8 } }, 0, 1, 1 },
	{ "a variable that wraps", mokvar,
	  { { 0, 'M', 1 }, { 256, 0 - 264ULL, 8 } }, 0, 1, 1 },
	/* clang-format on */
};

TEST(each_kind_of_table_is_kept_whole_and_no_more)
{
	size_t i;
	size_t j;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct world world;
		u64 at = AT + kinds[i].at;

		world_make(&world);
		world_add_efi(&world);
		world_add_table(&world, kinds[i].guid, at);
		for (j = 0; j < ARRAY_SIZE(kinds[i].numbers); j++)
			world_put(&world, at + kinds[i].numbers[j].at,
				  kinds[i].numbers[j].value,
				  kinds[i].numbers[j].width);
		assert_row(kinds[i].name,
			   kx_kept_clear(&world.kept, &world.usable_map),
			   kinds[i].missed);
		assert_row(kinds[i].name, kept_from(&world, AT),
			   kinds[i].pages * PAGE);
		assert_row(kinds[i].name, kept_in_all(&world),
			   kinds[i].pages * PAGE + OWN);
		world_free(&world);
	}
}

TEST(every_digest_that_linux_knows_has_its_size)
{
	static const struct {
		u64 algorithm;
		u64 size;
	} digests[] = {
		{ 0x04, 20 }, { 0x0b, 32 }, { 0x0c, 48 }, { 0x0d, 64 },
		{ 0x12, 32 }, { 0x27, 32 }, { 0x28, 48 }, { 0x29, 64 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(digests); i++) {
		const u64 field = 16 + 12 + 2 + digests[i].size;
		struct world world;

		world_make(&world);
		world_add_efi(&world);
		world_add_table(&world, tpm_final, AT);
		world_put(&world, AT + 8, 1, 8);
		world_put(&world, AT + 24, 1, 4);
		world_put(&world, AT + 28, digests[i].algorithm, 2);
		/* So that the event ends at the end of the page. */
		world_put(&world, AT + field, PAGE - field - 4, 4);
		assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map),
				 0);
		assert_int_equal(kept_from(&world, AT), PAGE);
		world_free(&world);
	}
}

TEST(a_guests_secrets_are_kept_with_what_points_to_them)
{
	const u64 area = WORLD_BASE + 32 * MIB;
	struct world world;

	world_make(&world);
	world_add_efi(&world);
	world_add_table(&world, secrets, AT + PAGE - 16);
	world_put(&world, AT + PAGE - 16, area, 8);
	world_put(&world, AT + PAGE - 8, 2 * PAGE, 8);
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 0);
	assert_int_equal(kept_from(&world, AT), PAGE);
	assert_int_equal(kept_from(&world, area), 2 * PAGE);
	world_free(&world);
}

TEST(both_root_pointers_of_acpi_are_followed)
{
	const u8 *const guids[] = { acpi20, acpi10 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(guids); i++) {
		struct world world;

		world_make(&world);
		world_add_efi(&world);
		world_add_table(&world, guids[i], AT);
		memcpy(world_at(&world, AT), "RSD PTR ", 8);
		world_put(&world, AT + 16, AT + 2 * PAGE, 4);
		memcpy(world_at(&world, AT + 2 * PAGE), "RSDT\x24\0\0\0", 8);
		assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map),
				 0);
		assert_int_equal(kept_from(&world, AT), PAGE);
		assert_int_equal(kept_from(&world, AT + 2 * PAGE), PAGE);
		world_free(&world);
	}
}

TEST(tables_share_pages)
{
	struct world world;

	world_make(&world);
	world_add_efi(&world);
	world_add_table(&world, unknown, AT);
	world_add_table(&world, tpm_log, AT + 0x800);
	world_put(&world, AT + 0x800, PAGE, 4);
	world_add_table(&world, random_seed, AT + 0xff0);
	world_put(&world, AT + 0xff0, 2 * PAGE, 4);
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 0);
	assert_int_equal(kept_from(&world, AT), 3 * PAGE);
	assert_int_equal(kept_in_all(&world), 3 * PAGE + OWN);
	world_free(&world);
}

TEST(firmware_of_32_bits_has_narrower_entries)
{
	struct world world;

	world_make(&world);
	world.kept.is_32bit = true;
	world_add_efi(&world);
	world_add_table(&world, unknown, 0xffffffff);
	world_add_table(&world, unknown, 0);
	world_add_table(&world, tpm_log, AT);
	world_put(&world, AT, PAGE, 4);
	assert_int_equal(kx_kept_clear(&world.kept, &world.usable_map), 0);
	assert_int_equal(kept_in_all(&world), 2 * PAGE + OWN);
	world_free(&world);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_table_is_kept_whole_and_no_more),
		cmocka_unit_test(every_digest_that_linux_knows_has_its_size),
		cmocka_unit_test(
			a_guests_secrets_are_kept_with_what_points_to_them),
		cmocka_unit_test(both_root_pointers_of_acpi_are_followed),
		cmocka_unit_test(tables_share_pages),
		cmocka_unit_test(firmware_of_32_bits_has_narrower_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
