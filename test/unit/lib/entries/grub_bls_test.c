// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* blscfg: order, variables, and broken files. */
#include "lib/entries/grub_bls.h"

#include <stdlib.h>

#include "lib/entries/version.h"
#include "test/unit/lib/entries/fake_grub.h"
#include "test/unit/test.h"

#define E "/loader/entries/"

static const struct kxl_grub_text at = { .path = "/p", .line = 3 };

static int run(struct fake_grub *fake, const char *path)
{
	const char *words[] = { "blscfg", "--path", path, NULL };

	return kxl_grub_bls(&fake->grub, words, path ? 3 : 1, &at);
}

static void expect(const struct kxl_grub_entry *entry, const char *const *ids)
{
	for (; *ids; ids++, entry = entry->next) {
		assert_non_null(entry);
		assert_string_equal(entry->id, *ids);
	}
	assert_null(entry);
}

/* findings/bls-order.sh: sort-key, version and counters don't count. */
TEST(names_of_files_are_the_order)
{
	static const char *const ids[] = { "zeta", "old+3-1", "old", "middle",
					   NULL };
	struct fake_grub fake = {
		.files = {
			{ E "middle.conf",
			  "sort-key aaa\nversion 5\nlinux /m\n" },
			{ E "old.conf",
			  "sort-key debian\nversion 7.3\nlinux /o\n" },
			{ E "old+3-1.conf", "linux /o\n" },
			{ E "zeta.conf",
			  "sort-key debian\nversion 6.1\nlinux /z\n" },
			{ E ".hidden.conf", "linux /h\n" },
			{ E "note.txt", "linux /n\n" },
			{ E "broken.conf", "title x\n\nlinux /b\n" },
		},
	};

	fake_grub_make(&fake);
	assert_int_equal(run(&fake, NULL), 0);
	expect(fake.grub.menu, ids);
	assert_string_equal(fake.grub.menu->title, "/z");
	assert_string_equal(fake.grub.menu->path, E "zeta.conf");
	assert_int_equal(fake.grub.menu->line, 0);
	assert_string_equal(fake.log,
			    E "broken.conf:0: no line says which kernel to "
			      "start\n");
	fake_grub_free(&fake);
}

TEST(fedora_compares_packages)
{
	static const char *const ids[] = { "i-6.11.4-1.fc39",
					   "i-6.5.6-300.fc39",
					   "i-6.5.6-200.fc39", "i-0-rescue",
					   NULL };
	struct fake_grub fake = {
		.files = { { E "i-0-rescue.conf", "linux /r\n" },
			   { E "i-6.5.6-300.fc39.conf", "linux /a\n" },
			   { E "i-6.5.6-200.fc39.conf", "linux /b\n" },
			   { E "i-6.11.4-1.fc39.conf", "linux /c\n" } },
	};

	fake_grub_make(&fake);
	fake.host.compare = kxl_version_compare_packages;
	assert_int_equal(run(&fake, NULL), 0);
	expect(fake.grub.menu, ids);
	fake_grub_free(&fake);
}

/* A file, and the entry of it; kernelopts is "root=/dev/sda1 ro". */
static const struct {
	const char *text;
	const char *cmdline;
	const char *initrds; /* joined by commas */
} rows[] = {
	{ "linux /k\noptions $kernelopts quiet\ninitrd /i\ninitrd /j\n",
	  "BOOT_IMAGE=/k root=/dev/sda1 ro quiet", "/i,/j" },
	{ "linux /k\noptions a$none$kernelopts\ninitrd /i $none\n",
	  "BOOT_IMAGE=/k aroot=/dev/sda1 ro", "/i" },
	{ "linux /k\noptions a\noptions b\n", "BOOT_IMAGE=/k a", "" },
	{ "linux /k\noptions $\n", "BOOT_IMAGE=/k", "" },
	{ "linux /k\n", "BOOT_IMAGE=/k std", "" },
	{ "linux /k\noptions ${kernelopts}\n", "BOOT_IMAGE=/k {kernelopts}",
	  "" },
};

TEST(variables_are_put_in)
{
	struct fake_grub fake = { .files = { { E "a.conf", NULL } } };
	const struct kxl_grub_entry *entry;
	char initrds[64];
	size_t i;
	u32 j;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fake.files[0].text = rows[i].text;
		fake_grub_make(&fake);
		kxl_grub_set(&fake.grub, "kernelopts", "root=/dev/sda1 ro");
		kxl_grub_set(&fake.grub, "default_kernelopts", "std");
		assert_int_equal(run(&fake, NULL), 0);
		entry = fake.grub.menu;
		assert_string_equal(entry->cmdline, rows[i].cmdline);
		initrds[0] = '\0';
		for (j = 0; j < entry->nr_initrds; j++) {
			strcat(initrds, j ? "," : "");
			strcat(initrds, entry->initrds[j]);
		}
		assert_string_equal(initrds, rows[i].initrds);
		fake_grub_free(&fake);
	}
}

TEST(the_folder_is_chosen)
{
	static const char *const boot[] = { "b", NULL };
	static const char *const other[] = { "o", NULL };
	struct fake_grub fake = {
		.files = { { "/boot/loader/entries/b.conf", "linux /k\n" },
			   { "/other/o.conf", "linux /k\n" } },
	};

	fake_grub_make(&fake);
	assert_int_equal(run(&fake, NULL), 0);
	expect(fake.grub.menu, boot);
	fake.grub.menu = NULL;
	assert_int_equal(run(&fake, "(kexec)/other"), 0);
	expect(fake.grub.menu, other);
	fake.grub.menu = NULL;
	kxl_grub_set(&fake.grub, "blsdir", "/other");
	assert_int_equal(run(&fake, NULL), 0);
	expect(fake.grub.menu, other);
	assert_int_equal(run(&fake, "(hd1)/other"), 1);
	assert_int_equal(run(&fake, "/none"), 1);
	fake_grub_free(&fake);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_files_are_the_order),
		cmocka_unit_test(fedora_compares_packages),
		cmocka_unit_test(variables_are_put_in),
		cmocka_unit_test(the_folder_is_chosen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
