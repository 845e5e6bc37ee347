// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Trees of files as systemd-boot finds them, through the public functions. */
#include "lib/entries/systemd_boot.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define VARIABLE(name)                    \
	"/sys/firmware/efi/efivars/" name \
	"-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define MOUNTS "/proc/self/mountinfo"
#define ESP    "28 1 8:2 / /efi rw - vfat /dev/sda2 rw\n"
#define BOOT   "28 1 8:1 / /boot rw - ext4 /dev/sda1 rw\n"

static void put_entry(const struct fixture *fixture, const char *path,
		      const char *words)
{
	char text[512];

	snprintf(text, sizeof(text), "title A\nlinux /k\n%s", words);
	fixture_text(fixture, path, text);
}

static void put_variable(const struct fixture *fixture, const char *path,
			 const char *value)
{
	u8 bytes[256] = { 7 };
	size_t i;

	for (i = 0; value[i]; i++)
		bytes[4 + 2 * i] = (u8)value[i];
	fixture_put(fixture, path, kx_bytes(bytes, 6 + 2 * i));
}

static void make(struct fixture *fixture)
{
	fixture_make(fixture);
	fixture_text(fixture, MOUNTS, ESP);
	fixture_text(fixture, "/efi/k", "kernel");
	put_entry(fixture, "/efi/loader/entries/a.conf",
		  "sort-key s\nversion 1\noptions x  y\noptions z\n"
		  "initrd \\i\\1\ninitrd /i/2\ndevicetree /d\n");
	put_entry(fixture, "/efi/loader/entries/b+2-1.conf",
		  "sort-key s\nversion 2\n");
	put_entry(fixture, "/efi/loader/entries/c+0-3.conf",
		  "sort-key s\nversion 3\n");
	fixture_text(fixture, "/efi/i/1", "i");
	fixture_text(fixture, "/efi/i/2", "i");
	fixture_text(fixture, "/efi/d", "d");
}

static const struct kexec_boot_menu *read_menu(struct fixture *fixture)
{
	const struct kexec_boot_menu *menu = NULL;

	assert_int_equal(kexec_boot_menu_read(fixture->ctx, &menu), 0);
	return menu;
}

static void expect_ids(const struct kexec_boot_menu *menu,
		       const char *const *ids, unsigned int count)
{
	unsigned int i;

	assert_int_equal(menu->nr_entries, count);
	for (i = 0; i < count; i++)
		assert_string_equal(menu->entries[i]->id, ids[i]);
}

TEST(entries_are_sorted_and_complete)
{
	static const char *const ids[] = { "b.conf", "a.conf", "c.conf" };
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	make(&fixture);
	menu = read_menu(&fixture);
	expect_ids(menu, ids, 3);
	assert_string_equal(menu->loader, "systemd-boot");
	assert_string_equal(menu->reason, "its files are in /efi");
	assert_string_equal(menu->choice, "the first of them");
	assert_ptr_equal(menu->next, menu->entries[0]);
	assert_true(menu->next->is_next);
	assert_int_equal(menu->next->tries_left, 2);
	assert_int_equal(menu->next->tries_done, 1);
	assert_string_equal(menu->next->place,
			    "/efi/loader/entries/b+2-1.conf");
	entry = menu->entries[1];
	assert_false(entry->is_next);
	assert_int_equal(entry->kind, KEXEC_BOOT_TYPE1);
	assert_string_equal(entry->title, "A");
	assert_string_equal(entry->version, "1");
	assert_string_equal(entry->kernel, "/efi/k");
	assert_string_equal(entry->cmdline, "x  y z");
	assert_int_equal(entry->nr_initrds, 2);
	assert_string_equal(entry->initrds[0], "/efi/i/1");
	assert_string_equal(entry->initrds[1], "/efi/i/2");
	assert_string_equal(entry->devicetree, "/efi/d");
	assert_string_equal(entry->problem, "");
	assert_int_equal(entry->tries_left, -1);
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

/* Files that ask for something, and what starts next. */
static const struct {
	const char *name;
	const char *conf; /* NULL: no loader.conf */
	const char *oneshot;
	const char *preferred;
	const char *standard;
	const char *next;
	const char *choice;
} wishes[] = {
	{ "loader.conf", "default a*\n", NULL, NULL, NULL, "a.conf",
	  "/efi/loader/loader.conf: default says a*" },
	{ "upper case", "default A.CONF\n", NULL, NULL, NULL, "a.conf",
	  "/efi/loader/loader.conf: default says a.conf" },
	{ "a variable before it", "default a*\n", NULL, NULL, "c.conf",
	  "c.conf", "the EFI variable LoaderEntryDefault says c.conf" },
	{ "once", "default a*\n", "b.conf", NULL, "c.conf", "b.conf",
	  "the EFI variable LoaderEntryOneShot says b.conf" },
	{ "preferred, but bad", "default a*\n", NULL, "c.conf", NULL, "a.conf",
	  "/efi/loader/loader.conf: default says a*" },
	{ "preferred", "default a*\npreferred b*\n", NULL, NULL, "c.conf",
	  "b.conf", "/efi/loader/loader.conf: preferred says b*" },
	{ "nothing has that name", "default x*\n", "y", NULL, "z", "b.conf",
	  "the first of them" },
	{ "the last one", "default @saved\n", NULL, NULL, NULL, "a.conf",
	  "/efi/loader/loader.conf: default says a.conf" },
	{ "the same by a variable", "default c*\n", NULL, NULL, "@saved",
	  "a.conf", "the EFI variable LoaderEntryDefault says a.conf" },
};

TEST(the_next_entry_is_what_systemd_boot_would_take)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wishes); i++) {
		make(&fixture);
		put_variable(&fixture, VARIABLE("LoaderEntryLastBooted"),
			     "a.conf");
		fixture_text(&fixture, "/efi/loader/loader.conf",
			     wishes[i].conf);
		if (wishes[i].oneshot)
			put_variable(&fixture, VARIABLE("LoaderEntryOneShot"),
				     wishes[i].oneshot);
		if (wishes[i].preferred)
			put_variable(&fixture, VARIABLE("LoaderEntryPreferred"),
				     wishes[i].preferred);
		if (wishes[i].standard)
			put_variable(&fixture, VARIABLE("LoaderEntryDefault"),
				     wishes[i].standard);
		menu = read_menu(&fixture);
		assert_row(wishes[i].name,
			   strcmp(menu->next->id, wishes[i].next), 0);
		assert_string_equal(menu->choice, wishes[i].choice);
		assert_row(wishes[i].name, menu->is_once,
			   strstr(wishes[i].choice, "OneShot") != NULL);
		kexec_boot_menu_free(menu);
		fixture_free(&fixture);
	}
}

/* What can't be read, and whether something counts before it. */
static const struct {
	const char *name;
	const char *shut;  /* a variable that is a folder, or NULL */
	unsigned int mode; /* of loader.conf */
	const char *oneshot;
	const char *standard;
	const char *next; /* NULL: not known */
	const char *choice;
} doubts[] = {
	{ "loader.conf", NULL, 0666, NULL, NULL, NULL,
	  "not known: /efi/loader/loader.conf was left out" },
	{ "it counts before a variable", NULL, 0666, NULL, "a.conf", NULL,
	  "not known: /efi/loader/loader.conf was left out" },
	{ "and after another one", NULL, 0666, "a.conf", NULL, "a.conf",
	  "the EFI variable LoaderEntryOneShot says a.conf" },
	{ "a variable", "LoaderEntryOneShot", 0644, NULL, "a.conf", NULL,
	  "not known: the EFI variable LoaderEntryOneShot can't be read" },
	{ "one that does not count", "LoaderEntryDefault", 0644, "a.conf", NULL,
	  "a.conf", "the EFI variable LoaderEntryOneShot says a.conf" },
	{ "the saved entry", "LoaderEntryLastBooted", 0644, "@saved", NULL,
	  NULL,
	  "not known: the EFI variable LoaderEntryLastBooted can't be read" },
	{ "one that nobody asks for", "LoaderEntryLastBooted", 0644, NULL, NULL,
	  "c.conf", "/efi/loader/loader.conf: default says c*" },
};

TEST(the_next_entry_is_not_guessed)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	char path[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(doubts); i++) {
		make(&fixture);
		fixture_text(&fixture, "/efi/loader/loader.conf",
			     "default c*\n");
		fixture_path(&fixture, "/efi/loader/loader.conf", path);
		assert_int_equal(chmod(path, doubts[i].mode), 0);
		if (doubts[i].oneshot)
			put_variable(&fixture, VARIABLE("LoaderEntryOneShot"),
				     doubts[i].oneshot);
		if (doubts[i].standard)
			put_variable(&fixture, VARIABLE("LoaderEntryDefault"),
				     doubts[i].standard);
		if (doubts[i].shut) {
			snprintf(path, sizeof(path), VARIABLE("%s") "/folder",
				 doubts[i].shut);
			fixture_text(&fixture, path, "");
		}
		menu = read_menu(&fixture);
		assert_row(doubts[i].name, !menu->next, !doubts[i].next);
		if (menu->next)
			assert_string_equal(menu->next->id, doubts[i].next);
		assert_string_equal(menu->choice, doubts[i].choice);
		kexec_boot_menu_free(menu);
		fixture_free(&fixture);
	}
}

TEST(what_systemd_boot_leaves_out_is_named)
{
	static const char *const ids[] = { "a.conf" };
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	char full[128];

	make(&fixture);
	fixture_remove(&fixture, "/efi/loader/entries/b+2-1.conf");
	fixture_remove(&fixture, "/efi/loader/entries/c+0-3.conf");
	fixture_text(&fixture, "/efi/loader/entries/d.conf", "title x\n");
	fixture_text(&fixture, "/efi/loader/entries/e.conf",
		     "title x\nlinux /no\n");
	fixture_text(&fixture, "/efi/loader/entries/f.conf",
		     "linux /k\nefi /k\n");
	put_entry(&fixture, "/efi/loader/entries/g.conf",
		  "architecture AA64\n");
	fixture_text(&fixture, "/efi/loader/entries/h.conf", "uki-url x\n");
	put_entry(&fixture, "/efi/loader/entries/w.conf", "");
	fixture_path(&fixture, "/efi/loader/entries/w.conf", full);
	assert_int_equal(chmod(full, 0666), 0);
	put_entry(&fixture, "/efi/loader/entries/auto-x.conf", "");
	fixture_text(&fixture, "/efi/loader/entries/README", "linux /k\n");
	menu = read_menu(&fixture);
	expect_ids(menu, ids, 1);
	kexec_boot_menu_free(menu);
	assert_string_equal(
		fixture.log,
		"warning: /efi/loader/entries/d.conf: left out: no line says "
		"which kernel to start\n"
		"warning: /efi/loader/entries/e.conf:2: left out: /no is not "
		"there\n"
		"warning: /efi/loader/entries/f.conf:2: left out: a second "
		"kind of kernel: there may be one of linux, uki, uki-url and "
		"efi\n"
		"warning: /efi/loader/entries/g.conf:3: left out: it is "
		"for another architecture: AA64\n"
		"warning: /efi/loader/entries/h.conf:1: left out: its kernel "
		"comes from the network\n"
		"warning: /efi/loader/entries/w.conf: left out: w.conf: others "
		"than root may write to it (mode 0666)\n");
	fixture_free(&fixture);
}

TEST(on_arm64_entries_are_for_arm64)
{
	static const char *const ids[] = { "g.conf" };
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	fixture_make(&fixture);
	fixture.ctx->arch = &kx_arch_arm64;
	fixture_text(&fixture, "/efi/EFI/x", "");
	fixture_text(&fixture, "/efi/k", "kernel");
	put_entry(&fixture, "/efi/loader/entries/g.conf",
		  "architecture AA64\n");
	put_entry(&fixture, "/efi/loader/entries/x.conf", "architecture x64\n");
	menu = read_menu(&fixture);
	expect_ids(menu, ids, 1);
	kexec_boot_menu_free(menu);
	assert_non_null(strstr(fixture.log, "for another architecture: x64\n"));
	fixture_free(&fixture);
}

TEST(an_entry_with_a_missing_file_is_there_and_says_so)
{
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	struct fixture fixture;

	make(&fixture);
	fixture_remove(&fixture, "/efi/i/2");
	put_entry(&fixture, "/efi/loader/entries/x.conf",
		  "sort-key a\ninitrd /../../etc/passwd\n");
	menu = read_menu(&fixture);
	assert_string_equal(menu->next->id, "x.conf");
	assert_string_equal(
		menu->next->problem,
		"line 4: /efi/../../etc/passwd: the path has .. in it");
	assert_int_equal(kexec_boot_menu_find(fixture.ctx, menu, "a", &entry),
			 0);
	assert_string_equal(entry->problem,
			    "line 8: /efi/i/2: No such file or directory");
	kexec_boot_menu_free(menu);
	fixture_free(&fixture);
}

/* Mounts, and the ID of the entry in each place. */
static const struct {
	const char *name;
	const char *mounts; /* NULL: nothing says what is mounted */
	const char *ids[3];
	unsigned int count;
} places[] = {
	{ "ESP and XBOOTLDR", ESP BOOT, { "boot.conf", "efi.conf" }, 2 },
	{ "/boot is a part of the root", ESP, { "efi.conf" }, 1 },
	{ "the ESP is /boot",
	  "28 1 8:2 / /boot rw - vfat /dev/sda2 rw\n",
	  { "boot.conf" },
	  1 },
	{ "/boot/efi",
	  "28 1 8:2 / /boot/efi rw - vfat /dev/sda2 rw\n" BOOT,
	  { "inner.conf", "boot.conf" },
	  2 },
	{ "unknown", NULL, { "efi.conf" }, 1 },
};

TEST(mounts_say_what_systemd_boot_can_read)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		fixture_make(&fixture);
		fixture_text(&fixture, "/efi/k", "kernel");
		fixture_text(&fixture, "/boot/k", "kernel");
		fixture_text(&fixture, "/boot/efi/k", "kernel");
		put_entry(&fixture, "/efi/loader/entries/efi.conf", "");
		put_entry(&fixture, "/boot/loader/entries/boot.conf", "");
		put_entry(&fixture, "/boot/efi/loader/entries/inner.conf",
			  "sort-key a\n");
		if (places[i].mounts)
			fixture_text(&fixture, MOUNTS, places[i].mounts);
		menu = read_menu(&fixture);
		if (i == 0)
			assert_string_equal(menu->entries[1]->place,
					    "/boot/loader/entries/boot.conf");
		assert_row(places[i].name, menu->nr_entries, places[i].count);
		kexec_boot_menu_free(menu);
		fixture_free(&fixture);
	}
}

TEST(a_folder_that_others_can_write_is_left_out)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	char full[128];

	make(&fixture);
	fixture_path(&fixture, "/efi/loader/entries", full);
	assert_int_equal(chmod(full, 0777), 0);
	menu = read_menu(&fixture);
	assert_int_equal(menu->nr_entries, 0);
	assert_null(menu->next);
	assert_non_null(strstr(fixture.log,
			       "/efi/loader/entries: left out: entries: others "
			       "than root may write to it (mode 0777)"));
	kexec_boot_menu_free(menu);
	assert_int_equal(chmod(full, 0755), 0);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_sorted_and_complete),
		cmocka_unit_test(
			the_next_entry_is_what_systemd_boot_would_take),
		cmocka_unit_test(the_next_entry_is_not_guessed),
		cmocka_unit_test(what_systemd_boot_leaves_out_is_named),
		cmocka_unit_test(on_arm64_entries_are_for_arm64),
		cmocka_unit_test(
			an_entry_with_a_missing_file_is_there_and_says_so),
		cmocka_unit_test(mounts_say_what_systemd_boot_can_read),
		cmocka_unit_test(a_folder_that_others_can_write_is_left_out),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
