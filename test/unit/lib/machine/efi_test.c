// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* EFI's run-time data from /sys. */
#include "lib/machine/efi.h"

#include "lib/machine/file.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define EFI "/sys/firmware/efi"

TEST(descriptors_are_laid_out_as_firmware_does)
{
	struct kx_efi efi = { 0 };
	struct fixture fixture;
	u64 acpi_rsdp = 0;
	u64 value = 0;

	fixture_make(&fixture);
	fixture_efi(&fixture);
	assert_int_equal(kxl_efi_read(fixture.ctx, &efi, &acpi_rsdp), 0);
	assert_int_equal(efi.memmap.size, 80);
	assert_int_equal(efi.desc_size, 40);
	assert_int_equal(efi.desc_version, 1);
	assert_int_equal(kx_read_le64(efi.memmap, 0, &value), 0);
	assert_int_equal(value, 5);
	assert_int_equal(kx_read_le64(efi.memmap, 8, &value), 0);
	assert_int_equal(value, 0x7e000000);
	assert_int_equal(kx_read_le64(efi.memmap, 16, &value), 0);
	assert_int_equal(value, 0xfffffffeff800000);
	assert_int_equal(kx_read_le64(efi.memmap, 24, &value), 0);
	assert_int_equal(value, 0x80);
	assert_int_equal(kx_read_le64(efi.memmap, 32, &value), 0);
	assert_int_equal(value, 0x800000000000000f);
	assert_int_equal(kx_read_le64(efi.memmap, 40, &value), 0);
	assert_int_equal(value, 0xb);
	assert_int_equal(efi.fw_vendor, 0x7fed1018);
	assert_int_equal(efi.runtime, 0x7e04eb98);
	assert_int_equal(efi.config_table, 0x7f9ee018);
	assert_int_equal(efi.smbios, 0x7f9cc000);
	assert_int_equal(acpi_rsdp, 0x7fb7e014);
	kxl_text_free(efi.memmap);
	fixture_free(&fixture);
}

static u64 read_runtime(const char *text)
{
	struct kx_efi efi = { .runtime = 1 };
	struct fixture fixture;
	u64 acpi_rsdp = 0;

	fixture_make(&fixture);
	fixture_efi(&fixture);
	if (text)
		fixture_text(&fixture, EFI "/runtime", text);
	else
		fixture_remove(&fixture, EFI "/runtime");
	assert_int_equal(kxl_efi_read(fixture.ctx, &efi, &acpi_rsdp), 0);
	assert_int_equal(efi.memmap.size, 80);
	assert_string_equal(fixture.log, "");
	kxl_text_free(efi.memmap);
	fixture_free(&fixture);
	return efi.runtime;
}

/* The firmware maps [0x7e000000, 0x7e080000) at 0xfffffffeff800000. */
TEST(runtime_services_are_known_physically)
{
	assert_int_equal(read_runtime("0x7e07ffff\n"), 0x7e07ffff);
	assert_int_equal(read_runtime("0xfffffffeff800000\n"), 0x7e000000);
	assert_int_equal(read_runtime("0xfffffffeff84eb98\n"), 0x7e04eb98);
	assert_int_equal(read_runtime("0xfffffffeff87ffff\n"), 0x7e07ffff);
	/*
	 * An address in no range stays unchanged; an invalid or missing one is
	 * 0.
	 */
	assert_int_equal(read_runtime("0xfffffffeff880000\n"),
			 0xfffffffeff880000);
	assert_int_equal(read_runtime("0xfffffffeff7fffff\n"),
			 0xfffffffeff7fffff);
	assert_int_equal(read_runtime("none\n"), 0);
	assert_int_equal(read_runtime(NULL), 0);
}

TEST(a_machine_without_efi_has_no_efi)
{
	struct kx_efi efi = { .fw_vendor = 1 };
	struct fixture fixture;
	u64 acpi_rsdp = 1;

	fixture_make(&fixture);
	assert_int_equal(kxl_efi_read(fixture.ctx, &efi, &acpi_rsdp), 0);
	assert_int_equal(efi.fw_vendor, 0);
	assert_int_equal(efi.memmap.size, 0);
	assert_int_equal(acpi_rsdp, 0);
	assert_string_equal(fixture.log, "");
	fixture_free(&fixture);
}

TEST(a_kernel_that_hides_the_runtime_map_is_warned_about)
{
	struct kx_efi efi = { 0 };
	struct fixture fixture;
	u64 acpi_rsdp = 0;

	fixture_make(&fixture);
	fixture_efi(&fixture);
	fixture_remove(&fixture, EFI "/runtime-map/2/virt_addr");
	assert_int_equal(kxl_efi_read(fixture.ctx, &efi, &acpi_rsdp), 0);
	assert_int_equal(efi.memmap.size, 0);
	assert_int_equal(acpi_rsdp, 0x7fb7e014);
	assert_non_null(strstr(fixture.log, "warning: "));
	fixture_free(&fixture);
}

/* If one part is missing, no part is passed on. */
TEST(efi_is_whole_or_not_there)
{
	static const char *const files[] = {
		"/fw_vendor",
		"/config_table",
		"/runtime-map/0/type",
		"/runtime-map/2/attribute",
	};
	struct fixture fixture;
	char path[64];
	u64 acpi_rsdp;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		struct kx_efi efi = { .runtime = 1 };

		fixture_make(&fixture);
		fixture_efi(&fixture);
		snprintf(path, sizeof(path), EFI "%s", files[i]);
		fixture_text(&fixture, path, "x");
		assert_row(files[i],
			   kxl_efi_read(fixture.ctx, &efi, &acpi_rsdp), 0);
		assert_row(files[i], efi.memmap.size, 0);
		assert_row(files[i], efi.runtime, 0);
		assert_string_equal(fixture.log,
				    "warning: /sys/firmware/efi can't be read "
				    "(Bad message): the next kernel boots "
				    "without EFI\n");
		fixture_free(&fixture);
	}
}

/* Without CONFIG_EFI_RUNTIME_MAP there is no such directory. */
TEST(without_the_folder_of_the_map_there_is_no_efi)
{
	struct kx_efi efi = { .runtime = 1 };
	struct fixture fixture;
	u64 acpi_rsdp;

	fixture_make(&fixture);
	fixture_text(&fixture, EFI "/fw_vendor", "0x1000\n");
	fixture_text(&fixture, EFI "/config_table", "0x2000\n");
	fixture_text(&fixture, EFI "/runtime", "0x3000\n");
	assert_int_equal(kxl_efi_read(fixture.ctx, &efi, &acpi_rsdp), 0);
	assert_int_equal(efi.memmap.size, 0);
	assert_int_equal(efi.runtime, 0);
	assert_string_equal(fixture.log,
			    "warning: /sys/firmware/efi can't be read (No such "
			    "file or directory): the next kernel boots without "
			    "EFI\n");
	fixture_free(&fixture);
}

TEST(a_table_is_found_by_its_whole_name)
{
	const struct kx_bytes old = view("ACPI20=\nSMBIOS3=0x3\nACPI=0x1\n");

	assert_int_equal(kxl_efi_table(old, "ACPI"), 1);
	assert_int_equal(kxl_efi_table(old, "ACPI20"), 0);
	assert_int_equal(kxl_efi_table(old, "SMBIOS"), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors_are_laid_out_as_firmware_does),
		cmocka_unit_test(runtime_services_are_known_physically),
		cmocka_unit_test(a_machine_without_efi_has_no_efi),
		cmocka_unit_test(
			a_kernel_that_hides_the_runtime_map_is_warned_about),
		cmocka_unit_test(efi_is_whole_or_not_there),
		cmocka_unit_test(without_the_folder_of_the_map_there_is_no_efi),
		cmocka_unit_test(a_table_is_found_by_its_whole_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
