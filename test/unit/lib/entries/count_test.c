// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A start of an entry, as it is counted in the name of its file. */
#include "include/libkexec.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static void make(struct fixture *fixture, const char *name)
{
	char path[128];

	fixture_make(fixture);
	fixture_text(fixture, "/efi/k", "kernel");
	snprintf(path, sizeof(path), "/efi/loader/entries/%s", name);
	fixture_text(fixture, path, "title A\nlinux /k\n");
}

static int count(struct fixture *fixture)
{
	const struct kexec_boot_menu *menu;
	int err;

	assert_int_equal(kexec_boot_menu_read(fixture->ctx, &menu), 0);
	assert_int_equal(menu->nr_entries, 1);
	err = kexec_boot_entry_count(fixture->ctx, menu->next);
	kexec_boot_menu_free(menu);
	return err;
}

static bool is_there(const struct fixture *fixture, const char *name)
{
	char inner[128];
	char path[192];

	snprintf(inner, sizeof(inner), "/efi/loader/entries/%s", name);
	fixture_path(fixture, inner, path);
	return !access(path, F_OK);
}

static const struct {
	const char *name;
	const char *next;
} rows[] = {
	{ "a+3.conf", "a+2-1.conf" },
	{ "a+1-2.conf", "a+0-3.conf" },
	{ "a+0-3.conf", "a+0-4.conf" },
	{ "a.conf", "a.conf" },
};

TEST(a_start_renames_the_file)
{
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(&fixture, rows[i].name);
		assert_row(rows[i].name, count(&fixture), 0);
		assert_row(rows[i].name, is_there(&fixture, rows[i].next), 1);
		if (strcmp(rows[i].name, rows[i].next) != 0)
			assert_false(is_there(&fixture, rows[i].name));
		fixture_free(&fixture);
	}
}

TEST(a_start_that_can_not_be_counted_is_an_error)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	make(&fixture, "a+3.conf");
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	fixture_text(&fixture, "/efi/loader/entries/a+2-1.conf", "other");
	assert_int_equal(kexec_boot_entry_count(fixture.ctx, menu->next),
			 -EEXIST);
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->object,
			       "/efi/loader/entries/a+3.conf"));
	fixture_remove(&fixture, "/efi/loader/entries/a+3.conf");
	assert_int_equal(kexec_boot_entry_count(fixture.ctx, menu->next),
			 -ENOENT);
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_start_renames_the_file),
		cmocka_unit_test(a_start_that_can_not_be_counted_is_an_error),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
