// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Whether an addon needs a signature: what is known of Secure Boot. */
#include "lib/image/addons.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/core/make_pe.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define UKI "/foo.efi"
#define OWN "/foo.efi.extra.d/"
#define SECURE_BOOT                                                \
	"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-" \
	"aa0d-00e098032b8c"

/* Signed, as far as that can be seen. */
static void put_signed(const struct fixture *fixture, const char *path)
{
	const struct uki_section section = UKI_TEXT(".cmdline", "signed");
	struct kx_bytes plain = uki_make(&section, 1);
	u64 size = plain.size + PE_TABLE_END - PE_TABLE;
	u8 *file = calloc(1, size);
	struct pe_image pe;

	assert_non_null(file);
	pe_make(&pe, PE_KIND_64);
	memcpy(file, plain.data, plain.size);
	memcpy(file + plain.size, pe.data + PE_TABLE, PE_TABLE_END - PE_TABLE);
	kx_write_le32(file + 0x120, (u32)plain.size);
	kx_write_le32(file + 0x124, PE_TABLE_END - PE_TABLE);
	fixture_put(fixture, path, kx_bytes(file, size));
	free(file);
	free((void *)(uintptr_t)plain.data);
}

/* An addon without a signature, and one that has one. */
static void make_two(struct fixture *fixture)
{
	const struct uki_section section = UKI_TEXT(".cmdline", "x");
	struct kx_bytes file = uki_make(&section, 1);

	fixture_make_pc(fixture);
	fixture_put(fixture, UKI, file);
	fixture_put(fixture, OWN "a.addon.efi", file);
	free((void *)(uintptr_t)file.data);
	put_signed(fixture, OWN "b.addon.efi");
}

/* The second is always used. */
static void expect(struct fixture *fixture, bool is_needed)
{
	struct kxl_addons addons = { 0 };
	struct kxl_file file;
	char path[128];

	fixture_path(fixture, UKI, path);
	assert_int_equal(kxl_file_open(fixture->ctx, KEXEC_ACTION_OPEN_KERNEL,
				       path, &file),
			 0);
	assert_int_equal(kxl_addons_open(fixture->ctx, &file, kx_bytes(NULL, 0),
					 &addons),
			 0);
	assert_int_equal(addons.count, 2 - is_needed);
	assert_non_null(strstr(addons.list[addons.count - 1].file.name,
			       OWN "b.addon.efi"));
	kxl_addons_close(&addons);
	kxl_file_close(&file);
}

#define NO_SIGNATURE "/a.addon.efi is left out: it has no signature, "
#define SECURE	     NO_SIGNATURE "and Secure Boot is on\n"
#define UNKNOWN                                                           \
	NO_SIGNATURE "and Secure Boot may be on: /sys/firmware/efi/"      \
		     "efivars can't be read (mount -t efivarfs efivarfs " \
		     "/sys/firmware/efi/efivars)\n"

#define MOUNT "none /sys/firmware/efi/efivars efivarfs rw 0 0\n"

/* Later files are added to those before. */
static const struct secure_row {
	const char *path;
	const char *text;
	u8 size;
	const char *log; /* "": no signature is needed */
} secure_rows[] = {
	{ "/proc/uptime", "1 1\n", 4, "" },
	{ "/sys/firmware/efi/fw_platform_size", "64\n", 3, UNKNOWN },
	{ "/proc/self/mounts", "sysfs /sys sysfs rw 0 0\n", 24, UNKNOWN },
	{ "/proc/self/mounts", "none /x efivarfs rw 0 0\n", 24, UNKNOWN },
	{ "/proc/self/mounts", MOUNT, sizeof(MOUNT) - 1, "" },
	{ SECURE_BOOT, "\6\0\0\0\0", 5, "" },
	{ SECURE_BOOT, "\6\0\0\0\1", 5, SECURE },
	{ SECURE_BOOT, "\6\0\0\0", 4, UNKNOWN },
};

TEST(with_secure_boot_an_addon_has_a_signature)
{
	struct fixture fixture;
	const struct secure_row *row;

	make_two(&fixture);
	for (row = secure_rows; row < secure_rows + ARRAY_SIZE(secure_rows);
	     row++) {
		fixture_put(&fixture, row->path,
			    kx_bytes(row->text, row->size));
		fixture.log[0] = '\0';
		expect(&fixture, *row->log);
		assert_non_null(strstr(fixture.log, row->log));
	}
	fixture_free(&fixture);
}

TEST(a_variable_that_can_not_be_read_is_not_a_missing_one)
{
	struct fixture fixture;

	make_two(&fixture);
	fixture_text(&fixture, "/proc/self/mounts", MOUNT);
	fixture_text(&fixture, "/sys/firmware/efi/efivars/x", "");
	expect(&fixture, false);
	/* A folder. */
	fixture_text(&fixture, SECURE_BOOT "/x", "");
	expect(&fixture, true);
	assert_non_null(strstr(fixture.log, UNKNOWN));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_secure_boot_an_addon_has_a_signature),
		cmocka_unit_test(
			a_variable_that_can_not_be_read_is_not_a_missing_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
