// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* extlinux.conf on a system, through the public functions. */
#include "lib/entries/extlinux_menu.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define MOUNTS "/proc/self/mountinfo"
#define CONF   "/boot/extlinux/extlinux.conf"

static const struct {
	const char *name;
	const char *mounts; /* NULL: nothing says what is mounted */
	const char *path;   /* of extlinux.conf */
	const char *kernel; /* in it */
	const char *found;
	const char *problem;
} rows[] = {
	{ "/boot is mounted", "29 28 8:1 / /boot rw - ext4 /dev/sda2 rw\n",
	  CONF, "/vmlinuz", "/boot/vmlinuz", "" },
	{ "/boot is a folder", "29 28 8:1 / / rw - ext4 /dev/sda2 rw\n", CONF,
	  "/boot/vmlinuz", "/boot/vmlinuz", "" },
	{ "unknown", NULL, CONF, "/boot/vmlinuz", "/boot/vmlinuz", "" },
	{ "beside it", NULL, CONF, "k", "/boot/extlinux/k", "" },
	{ "a subvolume", "29 28 8:1 /@ / rw - btrfs /dev/sda2 rw\n", CONF,
	  "/@/boot/vmlinuz", "/boot/vmlinuz", "" },
	{ "the other place", NULL, "/extlinux/extlinux.conf", "/boot/vmlinuz",
	  "/boot/vmlinuz", "" },
	{ "outside", NULL, CONF, "../../etc/x", "/boot/extlinux/../../etc/x",
	  "/boot/extlinux/../../etc/x: the path has .. in it" },
	{ "none", NULL, CONF, "/none", "/none",
	  "/none: No such file or directory" },
};

TEST(paths_begin_where_the_loader_begins)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	char text[256];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make(&fixture);
		if (rows[i].mounts)
			fixture_text(&fixture, MOUNTS, rows[i].mounts);
		fixture_text(&fixture, "/boot/vmlinuz", "k");
		fixture_text(&fixture, "/boot/extlinux/k", "k");
		snprintf(text, sizeof(text),
			 "default b\nlabel a\nlabel b\nmenu label B\n"
			 "kernel %s\nappend x\n",
			 rows[i].kernel);
		fixture_text(&fixture, rows[i].path, text);
		assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
		assert_string_equal(menu->loader, "extlinux");
		assert_string_equal(menu->choice, "default names it");
		assert_int_equal(menu->nr_entries, 2);
		assert_string_equal(menu->entries[0]->problem,
				    "it starts no Linux kernel");
		assert_string_equal(menu->next->id, "b");
		assert_string_equal(menu->next->title, "B");
		assert_string_equal(menu->next->cmdline, "x");
		assert_row(rows[i].name,
			   strcmp(menu->next->kernel, rows[i].found), 0);
		assert_string_equal(menu->next->problem, rows[i].problem);
		snprintf(text, sizeof(text), "%s:3", rows[i].path);
		assert_string_equal(menu->next->place, text);
		kexec_boot_menu_free(menu);
		fixture_free(&fixture);
	}
}

TEST(what_is_included_is_on_the_file_system)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	fixture_make(&fixture);
	fixture_text(&fixture, CONF,
		     "include more.conf\ninclude /boot/none\n"
		     "include ../../etc/x\n");
	fixture_text(&fixture, "/boot/extlinux/more.conf",
		     "label a\nkernel /boot/k\n");
	fixture_text(&fixture, "/boot/k", "k");
	fixture_text(&fixture, "/etc/x", "label x\n");
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_int_equal(menu->nr_entries, 1);
	assert_string_equal(menu->entries[0]->place,
			    "/boot/extlinux/more.conf:1");
	assert_null(menu->next);
	assert_string_equal(menu->choice, "not known: a file that is included "
					  "was left out");
	assert_string_equal(
		fixture.log,
		"warning: " CONF ":2: left out: the file that it includes "
		"is not there\n"
		"warning: " CONF ":3: left out: the file that it includes "
		"can't be read\n");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

TEST(an_included_file_that_others_can_write_is_left_out)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	char full[128];

	fixture_make(&fixture);
	fixture_text(&fixture, CONF, "include more.conf\nlabel a\n");
	fixture_text(&fixture, "/boot/extlinux/more.conf", "ontimeout a\n");
	fixture_path(&fixture, "/boot/extlinux/more.conf", full);
	assert_int_equal(chmod(full, 0666), 0);
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_int_equal(menu->nr_entries, 1);
	assert_null(menu->next);
	assert_string_equal(menu->choice, "not known: a file that is included "
					  "was left out");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

TEST(what_others_can_write_is_refused)
{
	static const char *const paths[] = { "/boot", "/boot/extlinux", CONF };
	const struct kexec_boot_menu *menu = NULL;
	struct fixture fixture;
	char full[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		fixture_make(&fixture);
		fixture_text(&fixture, CONF, "label a\n");
		fixture_path(&fixture, paths[i], full);
		assert_int_equal(chmod(full, 0777), 0);
		assert_row(paths[i], kexec_boot_menu_read(fixture.ctx, &menu),
			   -EACCES);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "boot-writable");
		assert_int_equal(chmod(full, 0755), 0);
		fixture_free(&fixture);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_begin_where_the_loader_begins),
		cmocka_unit_test(what_is_included_is_on_the_file_system),
		cmocka_unit_test(
			an_included_file_that_others_can_write_is_left_out),
		cmocka_unit_test(what_others_can_write_is_refused),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
