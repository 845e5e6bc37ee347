// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* An entry for one start, with each boot loader, read back from its menu. */
#include "include/libkexec.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/entries/loader_variable.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define ONE_SHOT KXL_LOADER_VARIABLE("LoaderEntryOneShot")
#define BLOCK	 "/boot/grub/grubenv"

static void put_text(const struct fixture *fixture, const char *path,
		     const char *value)
{
	u8 bytes[256] = { 6 };
	size_t i;

	for (i = 0; value[i]; i++)
		bytes[4 + 2 * i] = (u8)value[i];
	fixture_put(fixture, path, kx_bytes(bytes, 6 + 2 * i));
}

static void make_systemd_boot(struct fixture *fixture)
{
	const u8 features[12] = { 6, 0, 0, 0, KXL_LOADER_ONE_SHOT };

	fixture_make(fixture);
	fixture_text(fixture, "/efi/k", "kernel");
	fixture_text(fixture, "/efi/loader/entries/a+3.conf", "linux /k\n");
	fixture_text(fixture, "/efi/loader/entries/b.conf", "linux /k\n");
	fixture_text(fixture, "/efi/loader/entries/c[d].conf", "linux /k\n");
	fixture_text(fixture, "/efi/loader/entries/\xc3\xa9.conf",
		     "linux /k\n");
	fixture_text(fixture, "/efi/loader/loader.conf", "default b*\n");
	put_text(fixture, KXL_LOADER_VARIABLE("LoaderInfo"),
		 "systemd-boot 259");
	fixture_put(fixture, KXL_LOADER_VARIABLE("LoaderFeatures"),
		    kx_bytes(features, sizeof(features)));
}

static const char script[] = "load_env\n"
			     "if [ \"${next_entry}\" ] ; then\n"
			     "   set default=\"${next_entry}\"\n"
			     "   set next_entry=\n"
			     "   save_env next_entry\n"
			     "fi\n";
/* It asks for next_entry, and does not forget it. */
static const char keeps[] = "load_env\n"
			    "if [ \"${next_entry}\" ] ; then\n"
			    "   set default=\"${next_entry}\"\n"
			    "fi\n";
/* It saves what it has not emptied. */
static const char saves[] = "load_env\n"
			    "if [ \"${next_entry}\" ] ; then\n"
			    "   set default=\"${next_entry}\"\n"
			    "   save_env next_entry\n"
			    "fi\n";
static const char entries[] = "menuentry B --id b { linux /k\n }\n"
			      "submenu More --id more {\n"
			      "menuentry A --id a { linux /k\n }\n }\n";

static void make_grub(struct fixture *fixture, const char *beginning)
{
	char text[1024];
	char block[1024];

	fixture_make(fixture);
	fixture_text(fixture, "/boot/k", "kernel");
	snprintf(text, sizeof(text), "%s%s", beginning, entries);
	fixture_text(fixture, "/boot/grub/grub.cfg", text);
	memset(block, '#', sizeof(block));
	memcpy(block, "# GRUB Environment Block\n", 25);
	fixture_put(fixture, BLOCK, kx_bytes(block, sizeof(block)));
	fixture_text(fixture, "/proc/self/mountinfo",
		     "1 0 8:2 / / rw - ext4 /dev/sda2 rw\n"
		     "2 1 8:1 / /boot rw - ext4 /dev/sda1 rw\n");
}

static int set(struct fixture *fixture, const char *id)
{
	const struct kexec_boot_entry *entry;
	const struct kexec_boot_menu *menu;
	int err;

	assert_int_equal(kexec_boot_menu_read(fixture->ctx, &menu), 0);
	assert_int_equal(kexec_boot_menu_find(fixture->ctx, menu, id, &entry),
			 0);
	err = kexec_boot_once_set(fixture->ctx, menu, entry);
	kexec_boot_menu_free(menu);
	return err;
}

static void must_be_next(struct fixture *fixture, const char *id, bool is_once)
{
	const struct kexec_boot_menu *menu;

	assert_int_equal(kexec_boot_menu_read(fixture->ctx, &menu), 0);
	assert_non_null(menu->next);
	assert_string_equal(menu->next->id, id);
	assert_int_equal(menu->is_once, is_once);
	kexec_boot_menu_free(menu);
}

/* Once, again, another one, and back. */
static void check_all(struct fixture *fixture, const char *id)
{
	bool was_set = true;

	must_be_next(fixture, id[1] == '.' ? "b.conf" : "b", false);
	assert_int_equal(set(fixture, id), 0);
	must_be_next(fixture, id, true);
	assert_int_equal(set(fixture, id), 0);
	assert_int_equal(set(fixture, "b"), -EBUSY);
	assert_string_equal(kexec_ctx_error(fixture->ctx)->name, "boot-once");
	assert_non_null(strstr(kexec_ctx_error(fixture->ctx)->reason, id));
	assert_int_equal(kexec_boot_once_clear(fixture->ctx, "b", &was_set), 0);
	assert_false(was_set);
	must_be_next(fixture, id, true);
	assert_int_equal(kexec_boot_once_clear(fixture->ctx, id, &was_set), 0);
	assert_true(was_set);
	must_be_next(fixture, id[1] == '.' ? "b.conf" : "b", false);
	assert_int_equal(kexec_boot_once_clear(fixture->ctx, id, &was_set), 0);
	assert_false(was_set);
}

TEST(systemd_boot_starts_it_once)
{
	struct fixture fixture;

	make_systemd_boot(&fixture);
	check_all(&fixture, "a.conf");
	fixture_free(&fixture);
}

TEST(grub_starts_it_once)
{
	struct fixture fixture;

	make_grub(&fixture, script);
	check_all(&fixture, "more>a");
	fixture_free(&fixture);
}

TEST(what_the_loader_takes_for_something_else_is_undone)
{
	struct fixture fixture;
	char path[128];

	make_systemd_boot(&fixture);
	/* A pattern, which does not match itself. */
	assert_int_equal(set(&fixture, "c[d]"), -EIO);
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
			       "would start another entry"));
	must_be_next(&fixture, "b.conf", false);
	fixture_path(&fixture, ONE_SHOT, path);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(set(&fixture, "\xc3\xa9"), -EINVAL);
	fixture_free(&fixture);

	make_grub(&fixture, keeps);
	assert_int_equal(set(&fixture, "a"), -EIO);
	must_be_next(&fixture, "b", false);
	fixture_free(&fixture);

	make_grub(&fixture, saves);
	assert_int_equal(set(&fixture, "a"), -EIO);
	must_be_next(&fixture, "b", false);
	fixture_free(&fixture);
}

/* Names as in LoaderEntries, each with its end. */
static void put_list(const struct fixture *fixture, const char *names,
		     size_t size)
{
	u8 bytes[256] = { 6 };
	size_t i;

	for (i = 0; i < size; i++)
		bytes[4 + 2 * i] = (u8)names[i];
	fixture_put(fixture, KXL_LOADER_VARIABLE("LoaderEntries"),
		    kx_bytes(bytes, 4 + 2 * i));
}

/* Its name has a counter for some loaders, which start b instead. */
TEST(some_versions_are_not_told_an_entry_that_is_counted)
{
	static const struct {
		const char *info;
		const char *list;
		size_t size;
		bool has_counters;
	} rows[] = {
		{ "systemd-boot 252.39-1~deb12u2", "", 0, true },
		{ "systemd-boot 256.9", "b.conf", 7, true },
		{ "systemd-boot 257.13-1~deb13u1", "", 0, false },
		{ "systemd-boot 257.13", "a+4-1.conf", 11, true },
		{ "systemd-boot 257.7", "", 0, true },
		{ "systemd-boot 257.7", "b.conf\0a.conf", 14, false },
		{ "systemd-boot 258", "", 0, true },
		{ "systemd-boot 258-1", "b.conf", 7, true },
		{ "systemd-boot 258.3", "", 0, false },
		{ "systemd-boot 259~rc1-1", "", 0, false },
		{ "systemd-boot 257.7", "b.conf\0A+4-1.conf", 18, true },
		{ "systemd-boot 257.7", "a.conf\0a+4-1.conf", 18, true },
		{ "systemd-boot 257.7", "linux+1.efi", 12, true },
		/* Its end is missing. */
		{ "systemd-boot 257.7", "b.conf\0a+4-1.conf", 17, true },
		{ "systemd-boot 259", "b.conf\0a+4-1.conf", 17, false },
		{ "systemd-boot 252.50", "b.conf\0a.conf", 14, false },
		{ "systemd-boot 252.50", "b.conf\0aa.conf", 15, true },
		{ "systemd-boot", "", 0, false },
	};
	struct fixture fixture;
	char path[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make_systemd_boot(&fixture);
		put_text(&fixture, KXL_LOADER_VARIABLE("LoaderInfo"),
			 rows[i].info);
		put_list(&fixture, rows[i].list, rows[i].size);
		put_text(&fixture, ONE_SHOT, "a.conf");
		must_be_next(&fixture,
			     rows[i].has_counters ? "b.conf" : "a.conf",
			     !rows[i].has_counters);
		put_text(&fixture, ONE_SHOT, "a+3.conf");
		must_be_next(&fixture,
			     rows[i].has_counters ? "a.conf" : "b.conf",
			     rows[i].has_counters);
		fixture_remove(&fixture, ONE_SHOT);
		if (rows[i].has_counters) {
			assert_int_equal(set(&fixture, "a"), -EOPNOTSUPP);
			assert_non_null(
				strstr(kexec_ctx_error(fixture.ctx)->reason,
				       "it has a boot counter, and this "));
			fixture_path(&fixture, ONE_SHOT, path);
			assert_int_equal(access(path, F_OK), -1);
			assert_int_equal(set(&fixture, "b"), 0);
		} else {
			assert_int_equal(set(&fixture, "a"), 0);
		}
		fixture_free(&fixture);
	}
}

TEST(a_loader_without_a_way_says_so)
{
	const struct kexec_boot_menu *menu;
	struct fixture fixture;
	bool was_set;

	make_grub(&fixture, "set default=0\n");
	assert_int_equal(set(&fixture, "a"), -EOPNOTSUPP);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "boot-once");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
			    "its grub.cfg does not use next_entry");
	fixture_free(&fixture);

	fixture_make(&fixture);
	fixture_text(&fixture, "/boot/k", "kernel");
	fixture_text(&fixture, "/boot/extlinux/extlinux.conf",
		     "label e\nlinux /k\n");
	assert_int_equal(kexec_boot_menu_read(fixture.ctx, &menu), 0);
	assert_string_equal(menu->no_once,
			    "extlinux knows no entry for one start");
	kexec_boot_menu_free(menu);
	assert_int_equal(set(&fixture, "e"), -EOPNOTSUPP);
	assert_int_equal(kexec_boot_once_clear(fixture.ctx, "e", &was_set),
			 -EOPNOTSUPP);
	fixture_free(&fixture);
}

TEST(a_file_that_can_not_be_written_is_an_error)
{
	struct fixture fixture;
	bool was_set;

	make_systemd_boot(&fixture);
	/* There, and no text. */
	fixture_text(&fixture, ONE_SHOT, "\7");
	assert_int_equal(set(&fixture, "a"), -EEXIST);
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->reason, "has no ID"));
	fixture_remove(&fixture, ONE_SHOT);
	fixture_text(&fixture, ONE_SHOT "/folder", "");
	assert_true(set(&fixture, "a") < 0);
	assert_true(kexec_boot_once_clear(fixture.ctx, "a", &was_set) < 0);
	fixture_free(&fixture);
}

TEST(systemd_boot_forgets_it_without_its_files)
{
	struct fixture fixture;
	bool was_set = false;
	char other[128];
	char path[128];

	make_systemd_boot(&fixture);
	assert_int_equal(set(&fixture, "a"), 0);
	fixture_path(&fixture, "/efi", path);
	fixture_path(&fixture, "/unmounted", other);
	assert_int_equal(rename(path, other), 0);
	assert_int_equal(kexec_boot_once_clear(fixture.ctx, "b.conf", &was_set),
			 0);
	assert_false(was_set);
	assert_int_equal(kexec_boot_once_clear(fixture.ctx, "a.conf", &was_set),
			 0);
	assert_true(was_set);
	fixture_path(&fixture, ONE_SHOT, path);
	assert_int_equal(access(path, F_OK), -1);
	fixture_free(&fixture);
}

TEST(grub_needs_its_files_to_forget_it)
{
	struct fixture fixture;
	bool was_set = true;

	make_grub(&fixture, script);
	fixture_remove(&fixture, BLOCK);
	assert_int_equal(kexec_boot_once_clear(fixture.ctx, "a", &was_set), 0);
	assert_false(was_set);
	fixture_remove(&fixture, "/boot/grub/grub.cfg");
	assert_int_equal(kexec_boot_once_clear(fixture.ctx, "a", &was_set),
			 -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "boot-loader");
	fixture_free(&fixture);
}

/* In a child; 0: the menu says @words. */
static int check_read_only(const struct fixture *fixture, const char *folder,
			   const char *words)
{
	const struct kexec_boot_menu *menu;
	char path[128];

	fixture_path(fixture, folder, path);
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount(path, path, NULL, MS_BIND, NULL) ||
	    mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL))
		return 100;
	if (kexec_boot_menu_read(fixture->ctx, &menu))
		return 101;
	if (!menu->no_once)
		return 102;
	return strstr(menu->no_once, words) ? 0 : 103;
}

static int in_child(const struct fixture *fixture, const char *folder,
		    const char *words)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid)
		_exit(check_read_only(fixture, folder, words));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

/* Before a load, not after it. Only root can make a mount. */
TEST(what_is_read_only_is_refused)
{
	struct fixture fixture;
	int results[2];

	make_systemd_boot(&fixture);
	results[0] = in_child(&fixture, "/sys/firmware/efi/efivars",
			      "its EFI variables can't be written: Read-only ");
	fixture_free(&fixture);
	make_grub(&fixture, script);
	results[1] = in_child(&fixture, "/boot/grub",
			      "/boot/grub/grubenv: Read-only file system");
	fixture_free(&fixture);
	if (results[0] == 100)
		skip();
	assert_int_equal(results[0], 0);
	assert_int_equal(results[1], 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(systemd_boot_starts_it_once),
		cmocka_unit_test(grub_starts_it_once),
		cmocka_unit_test(
			what_the_loader_takes_for_something_else_is_undone),
		cmocka_unit_test(
			some_versions_are_not_told_an_entry_that_is_counted),
		cmocka_unit_test(a_loader_without_a_way_says_so),
		cmocka_unit_test(a_file_that_can_not_be_written_is_an_error),
		cmocka_unit_test(systemd_boot_forgets_it_without_its_files),
		cmocka_unit_test(grub_needs_its_files_to_forget_it),
		cmocka_unit_test(what_is_read_only_is_refused),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
