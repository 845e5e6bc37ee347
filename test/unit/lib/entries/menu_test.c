// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A menu holds so many entries, and notes the first problem of each. */
#include "lib/entries/menu.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/errors/context.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static struct kxl_menu *make(struct fixture *fixture)
{
	struct kxl_menu *menu = calloc(1, sizeof(*menu));

	fixture_make(fixture);
	menu->ctx = fixture->ctx;
	menu->root = open(fixture->dir, O_RDONLY | O_DIRECTORY);
	return menu;
}

TEST(a_menu_is_full_at_its_limit)
{
	struct fixture fixture;
	struct kxl_menu *menu = make(&fixture);
	u32 i;

	for (i = 0; i < KXL_ENTRIES_MAX; i++)
		assert_non_null(kxl_menu_add(menu, NULL, KEXEC_BOOT_GRUB));
	assert_null(kxl_menu_add(menu, NULL, KEXEC_BOOT_GRUB));
	assert_int_equal(menu->count, KXL_ENTRIES_MAX);
	assert_string_equal(menu->list[7]->facts.id, "");
	assert_int_equal(menu->list[7]->facts.tries_left, -1);
	kexec_boot_menu_free(&menu->facts);
	fixture_free(&fixture);
}

TEST(the_first_problem_counts)
{
	struct fixture fixture;
	struct kxl_menu *menu = make(&fixture);
	struct kxl_trouble trouble;
	struct kxl_volume *volume;
	struct kxl_entry *entry;

	fixture_text(&fixture, "/boot/i", "i");
	assert_int_equal(kxl_menu_volume(menu, "/boot", &volume, &trouble), 0);
	entry = kxl_menu_add(menu, volume, KEXEC_BOOT_GRUB);
	entry->initrds[0] = "/i";
	entry->initrds[1] = "/j";
	entry->facts.nr_initrds = 2;
	entry->devicetree = "/d";
	kxl_menu_set_files(menu, entry, "/k");
	assert_string_equal(entry->facts.problem,
			    "/boot/k: No such file or directory");
	assert_string_equal(entry->facts.kernel, "/boot/k");
	assert_string_equal(entry->facts.initrds[1], "/boot/j");
	assert_string_equal(entry->facts.devicetree, "/boot/d");
	entry = kxl_menu_add(menu, volume, KEXEC_BOOT_GRUB);
	kxl_menu_set_files(menu, entry, NULL);
	assert_string_equal(entry->facts.problem, "it starts no Linux kernel");
	assert_string_equal(entry->facts.kernel, "");
	kexec_boot_menu_free(&menu->facts);
	fixture_free(&fixture);
}

TEST(a_trouble_becomes_an_error)
{
	static const struct kxl_trouble troubles[] = {
		{ EACCES, true, "x" },
		{ EACCES, false, "x" },
		{ ENOMEM, false, "x" },
	};
	static const char *const causes[] = { "boot-writable", "file-access",
					      "memory" };
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(troubles); i++) {
		assert_int_equal(kxl_menu_fail(fixture.ctx, "/p", &troubles[i]),
				 -troubles[i].errnum);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    causes[i]);
	}
	fixture_free(&fixture);
}

TEST(what_is_left_out_has_a_place)
{
	struct fixture fixture;
	struct kxl_menu *menu = make(&fixture);
	struct kxl_trouble trouble;
	struct kxl_volume *volume;

	kxl_menu_skip(menu, "/a", 0, "why");
	kxl_menu_skip(menu, "/a\n", 7, "why");
	fixture_text(&fixture, "/boot/file", "x");
	assert_int_equal(kxl_menu_volume(menu, "/boot", &volume, &trouble), 0);
	assert_int_equal(kxl_menu_list(menu, volume, "/none").count, 0);
	assert_int_equal(kxl_menu_list(menu, volume, "/file").count, 0);
	assert_int_equal(kxl_menu_list(menu, volume, "/").count, 1);
	assert_string_equal(fixture.log,
			    "warning: /a: left out: why\n"
			    "warning: /a\\x0a:7: left out: why\n"
			    "warning: /boot/file: left out: Not a directory\n");
	assert_string_equal(kxl_menu_lower(menu, "AbZ[\xc4"), "abz[\xc4");
	kexec_boot_menu_free(&menu->facts);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_menu_is_full_at_its_limit),
		cmocka_unit_test(the_first_problem_counts),
		cmocka_unit_test(a_trouble_becomes_an_error),
		cmocka_unit_test(what_is_left_out_has_a_place),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
