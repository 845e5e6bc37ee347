// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* An entry becomes an image, with its files as they are then. */
#include "include/libkexec.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"

static void make(struct fixture *fixture, const char *words)
{
	struct bzimage image;
	char text[256];

	fixture_make_pc(fixture);
	bzimage_make(&image);
	fixture_put(fixture, "/efi/k", bzimage_bytes(&image));
	fixture_text(fixture, "/efi/i", "initrd");
	fixture_text(fixture, "/efi/j", "another");
	snprintf(text, sizeof(text), "linux /k\n%s", words);
	fixture_text(fixture, "/efi/loader/entries/a.conf", text);
}

static int open_next(struct fixture *fixture, struct kexec_image **image)
{
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	int err;

	assert_int_equal(kexec_boot_menu_read(fixture->ctx, &menu), 0);
	assert_int_equal(kexec_boot_menu_find(fixture->ctx, menu, NULL, &entry),
			 0);
	err = kexec_image_open_entry(fixture->ctx, menu, entry, image);
	kexec_boot_menu_free(menu);
	return err;
}

TEST(an_image_has_all_that_the_entry_names)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;

	make(&fixture, "initrd /i\ninitrd /j\noptions root=/dev/sda1 ro\n");
	assert_int_equal(open_next(&fixture, &image), 0);
	assert_string_equal(kexec_image_cmdline(image), "root=/dev/sda1 ro");
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_non_null(strstr(fixture.log, "/efi/k"));
	assert_non_null(strstr(fixture.log, "/efi/i"));
	assert_non_null(strstr(fixture.log, "/efi/j"));
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* kernel-install has copied them from a kernel that was started with one. */
TEST(words_of_an_old_fallback_are_left_out)
{
	struct kexec_image *image;
	struct fixture fixture;

	make(&fixture, "options kexec_alive.within=60 "
		       "kexec_alive.watchdog=a kexec_alive.added=2 panic=10 "
		       "watchdog.open_timeout=60 root=/dev/sda1 ro\n");
	assert_int_equal(open_next(&fixture, &image), 0);
	assert_string_equal(kexec_image_cmdline(image), "root=/dev/sda1 ro");
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(a_profile_is_chosen)
{
	static const struct uki_section sections[] = {
		UKI_TEXT(".osrel", "ID=x\n"),
		UKI_TEXT(".linux", "# a kernel"),
		UKI_TEXT(".profile", "ID=a\n"),
		UKI_TEXT(".profile", "ID=b\n"),
		UKI_TEXT(".cmdline", "single"),
	};
	struct kx_bytes file = uki_make(sections, ARRAY_SIZE(sections));
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	const struct kexec_facts *facts;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make(&fixture);
	fixture_put(&fixture, "/efi/EFI/Linux/x.efi", file);
	pack_free(file);
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_int_equal(
		kexec_boot_menu_find(fixture.ctx, menu, "x.efi@b", &entry), 0);
	assert_int_equal(
		kexec_image_open_entry(fixture.ctx, menu, entry, &image), 0);
	kexec_boot_menu_free(menu);
	/* The kernel in it is none, but the command line is out. */
	assert_int_equal(kexec_image_facts(image, &facts), -ENOEXEC);
	assert_string_equal(kexec_image_cmdline(image), "single");
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* What an entry may want, and the cause of the failure. */
static const struct {
	const char *words;
	int err;
	const char *cause;
	const char *reason;
} rows[] = {
	{ "initrd /none\n", -ENOEXEC, "boot-entry",
	  "line 2: /efi/none: No such file or directory" },
	{ "devicetree /i\n", -ENOEXEC, "dtb", "it is no device tree" },
	{ "initrd /empty\n", -EINVAL, "file-empty", "the file is empty" },
};

TEST(an_entry_with_a_problem_is_refused)
{
	struct kexec_image *image = NULL;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(&fixture, rows[i].words);
		fixture_put(&fixture, "/efi/empty", kx_bytes("", 0));
		assert_row(rows[i].words, open_next(&fixture, &image),
			   rows[i].err);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    rows[i].cause);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
				    rows[i].reason);
		fixture_free(&fixture);
	}
}

TEST(what_has_changed_since_is_noticed)
{
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	struct kexec_image *image = NULL;
	struct fixture fixture;
	char full[128];

	make(&fixture, "initrd /i\n");
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_int_equal(kexec_boot_menu_find(fixture.ctx, menu, "a", &entry),
			 0);
	fixture_path(&fixture, "/efi/i", full);
	assert_int_equal(chmod(full, 0666), 0);
	assert_int_equal(
		kexec_image_open_entry(fixture.ctx, menu, entry, &image),
		-EACCES);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "boot-writable");
	fixture_remove(&fixture, "/efi/i");
	assert_int_equal(symlink("/etc/passwd", full), 0);
	assert_int_equal(
		kexec_image_open_entry(fixture.ctx, menu, entry, &image),
		-ENOENT);
	fixture_remove(&fixture, "/efi/k");
	assert_int_equal(
		kexec_image_open_entry(fixture.ctx, menu, entry, &image),
		-ENOENT);
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_has_all_that_the_entry_names),
		cmocka_unit_test(words_of_an_old_fallback_are_left_out),
		cmocka_unit_test(a_profile_is_chosen),
		cmocka_unit_test(an_entry_with_a_problem_is_refused),
		cmocka_unit_test(what_has_changed_since_is_noticed),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
