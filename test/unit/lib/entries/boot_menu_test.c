// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which boot loader it is, and entries by their names. */
#include "include/libkexec.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define INFO                                   \
	"/sys/firmware/efi/efivars/LoaderInfo" \
	"-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

static void put_info(const struct fixture *fixture, const char *value)
{
	u8 bytes[256] = { 6 };
	size_t i;

	for (i = 0; value[i]; i++)
		bytes[4 + 2 * i] = (u8)value[i];
	fixture_put(fixture, INFO, kx_bytes(bytes, 6 + 2 * i));
}

static void make(struct fixture *fixture)
{
	fixture_make(fixture);
	fixture_text(fixture, "/efi/k", "kernel");
	fixture_text(fixture, "/efi/loader/entries/a.conf",
		     "title Same\nlinux /k\n");
	fixture_text(fixture, "/efi/loader/entries/b.conf",
		     "title Same\nlinux /k\n");
	fixture_text(fixture, "/efi/loader/entries/c.conf",
		     "title Other\nlinux /k\n");
}

TEST(the_loader_says_that_it_is_one)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	make(&fixture);
	put_info(&fixture, "systemd-boot 257.9-1");
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_string_equal(menu->loader, "systemd-boot 257.9-1");
	assert_string_equal(menu->reason,
			    "its EFI variable LoaderInfo says that it started "
			    "this system");
	kexec_boot_menu_free(menu);
	put_info(&fixture, "rEFInd 0.14");
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_string_equal(menu->loader, "systemd-boot");
	kexec_boot_menu_free(menu);
	kexec_boot_menu_free(NULL);
	fixture_free(&fixture);
}

/* The files of both, and of the other one alone. */
TEST(the_loader_that_started_the_system_decides)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	make(&fixture);
	fixture_text(&fixture, "/boot/grub/grub.cfg", "menuentry g { }\n");
	fixture_text(&fixture, "/boot/extlinux/extlinux.conf", "label e\n");
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_string_equal(menu->loader, "GRUB");
	kexec_boot_menu_free(menu);
	put_info(&fixture, "systemd-boot 257");
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_string_equal(menu->loader, "systemd-boot 257");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);

	fixture_make(&fixture);
	fixture_text(&fixture, "/boot/grub/grub.cfg", "menuentry g { }\n");
	put_info(&fixture, "systemd-boot 257");
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "systemd-boot 257 started this system, and its "
			    "files are not here");
	fixture_free(&fixture);
}

static const struct {
	const char *id;
	int err;
	const char *found;
} names[] = {
	{ NULL, 0, "c.conf" },	    { "a.conf", 0, "a.conf" },
	{ "a", 0, "a.conf" },	    { "Other", 0, "c.conf" },
	{ "Same", -EINVAL, NULL },  { "d", -ENOENT, NULL },
	{ "", -ENOENT, NULL },	    { "A", -ENOENT, NULL },
	{ "a.con", -ENOENT, NULL }, { "*", -ENOENT, NULL },
};

TEST(an_entry_has_an_id_and_a_title)
{
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	size_t i;

	make(&fixture);
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		entry = NULL;
		assert_row(names[i].id ? names[i].id : "next",
			   kexec_boot_menu_find(fixture.ctx, menu, names[i].id,
						&entry),
			   names[i].err);
		if (names[i].found)
			assert_string_equal(entry->id, names[i].found);
	}
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "boot-entry-unknown");
	assert_int_equal(
		kexec_boot_menu_find(fixture.ctx, menu, "Same", &entry),
		-EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "2 entries have that name");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

TEST(without_a_loader_there_is_an_error)
{
	const struct kexec_boot_menu *menu = NULL;
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "boot-loader");
	assert_int_equal(kexec_ctx_set_root(fixture.ctx, "/nowhere/at/all"), 0);
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "file-access");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    "/nowhere/at/all");
	fixture_free(&fixture);
}

TEST(without_entries_there_is_no_next_one)
{
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	fixture_make(&fixture);
	fixture_text(&fixture, "/efi/loader/loader.conf", "");
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_int_equal(menu->nr_entries, 0);
	assert_int_equal(kexec_boot_menu_find(fixture.ctx, menu, NULL, &entry),
			 -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "the boot loader has no entry to start");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

TEST(a_partition_that_others_can_write_is_refused)
{
	const struct kexec_boot_menu *menu = NULL;
	struct fixture fixture;
	char full[128];

	make(&fixture);
	fixture_path(&fixture, "/efi", full);
	assert_int_equal(chmod(full, 0777), 0);
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), -EACCES);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "boot-writable");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object, "/efi");
	assert_int_equal(chmod(full, 0755), 0);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_loader_says_that_it_is_one),
		cmocka_unit_test(the_loader_that_started_the_system_decides),
		cmocka_unit_test(an_entry_has_an_id_and_a_title),
		cmocka_unit_test(without_a_loader_there_is_an_error),
		cmocka_unit_test(without_entries_there_is_no_next_one),
		cmocka_unit_test(a_partition_that_others_can_write_is_refused),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
