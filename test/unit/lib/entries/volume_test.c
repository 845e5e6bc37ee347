// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Paths as boot loaders read them, links, and folders of others. */
#include "lib/entries/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/machine/file.h"
#include "lib/text/text.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static void link_to(const struct fixture *fixture, const char *target,
		    const char *path)
{
	char full[128];

	fixture_path(fixture, path, full);
	assert_int_equal(symlink(target, full), 0);
}

static void set_mode(const struct fixture *fixture, const char *path,
		     mode_t mode)
{
	char full[128];

	fixture_path(fixture, path, full);
	assert_int_equal(chmod(full, mode), 0);
}

/* /boot is the file system. */
static void make(struct fixture *fixture, struct kxl_volume *volume)
{
	struct kxl_trouble trouble;
	int root;

	fixture_make(fixture);
	fixture_text(fixture, "/boot/vmlinuz-1", "kernel");
	fixture_text(fixture, "/boot/a/b/c", "deep");
	fixture_text(fixture, "/etc/shadow", "secret");
	root = open(fixture->dir, O_RDONLY | O_DIRECTORY);
	assert_int_equal(kxl_volume_open(root, "/boot", volume, &trouble), 0);
	close(root);
}

static void end(struct fixture *fixture, struct kxl_volume *volume)
{
	kxl_volume_close(volume);
	kxl_volume_close(volume);
	fixture_free(fixture);
}

static int read_text(const struct kxl_volume *volume, const char *path,
		     const char *text)
{
	struct kxl_trouble trouble = { 0 };
	struct kx_bytes got;
	int err = kxl_volume_read(volume, path, 100, &got, &trouble);

	if (err) {
		assert_int_equal(trouble.errnum, -err);
		assert_true(*trouble.words);
		return err;
	}
	assert_true(kxl_text_is(got, text));
	kxl_text_free(got);
	return 0;
}

static const struct {
	const char *path;
	int err;
	const char *text;
} rows[] = {
	{ "/vmlinuz-1", 0, "kernel" },
	{ "vmlinuz-1", 0, "kernel" },
	{ "//./vmlinuz-1", 0, "kernel" },
	{ "/a/b/c", 0, "deep" },
	{ "/vmlinuz", 0, "kernel" },
	{ "/absolute", 0, "kernel" },
	{ "/boot/vmlinuz-1", 0, "kernel" },
	{ "/a/up", 0, "kernel" },
	{ "/a/b/folder/c", 0, "deep" },
	{ "/vmlinuz-2", -ENOENT, NULL },
	{ "/dangling", -ENOENT, NULL },
	{ "/vmlinuz-1/x", -ENOTDIR, NULL },
	{ "/a", -EISDIR, NULL },
	{ "/", -EISDIR, NULL },
	{ "", -EISDIR, NULL },
	{ "/../etc/shadow", -EXDEV, NULL },
	{ "..", -EXDEV, NULL },
	{ "/a/..", -EXDEV, NULL },
	{ "/a/../vmlinuz-1", -EXDEV, NULL },
	{ "/out", -EXDEV, NULL },
	{ "/far", -ENOENT, NULL },
	{ "/loop", -ELOOP, NULL },
	{ "/a/..b", -ENOENT, NULL },
};

TEST(no_path_leaves_the_file_system)
{
	static char longer[5000];
	static char component[400];
	struct kxl_volume volume;
	struct fixture fixture;
	size_t i;

	make(&fixture, &volume);
	link_to(&fixture, "vmlinuz-1", "/boot/vmlinuz");
	link_to(&fixture, "/vmlinuz-1", "/boot/absolute");
	link_to(&fixture, ".", "/boot/boot");
	link_to(&fixture, "../vmlinuz", "/boot/a/up");
	link_to(&fixture, "/a/b", "/boot/a/b/folder");
	link_to(&fixture, "nothing", "/boot/dangling");
	link_to(&fixture, "../etc/shadow", "/boot/out");
	link_to(&fixture, "/etc/shadow", "/boot/far");
	link_to(&fixture, "loop", "/boot/loop");
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].path,
			   read_text(&volume, rows[i].path, rows[i].text),
			   rows[i].err);
	memset(longer, 'x', sizeof(longer) - 1);
	assert_int_equal(read_text(&volume, longer, NULL), -ENAMETOOLONG);
	memset(component, 'x', sizeof(component) - 1);
	assert_int_equal(read_text(&volume, component, NULL), -ENAMETOOLONG);
	end(&fixture, &volume);
}

/* A folder or file, its mode, and whether the deep file can be read. */
static const struct {
	const char *path;
	mode_t mode;
	bool is_refused;
} modes[] = {
	{ "/boot/a/b/c", 0644, false }, { "/boot/a/b/c", 0664, true },
	{ "/boot/a/b/c", 0646, true },	{ "/boot/a/b", 0775, true },
	{ "/boot/a/b", 01777, true },	{ "/boot/a", 0757, true },
	{ "/boot", 0777, true },	{ "/boot", 0700, false },
};

TEST(what_others_can_write_is_refused)
{
	struct kxl_trouble trouble;
	struct kxl_volume volume;
	struct fixture fixture;
	int fd = -1;
	size_t i;

	make(&fixture, &volume);
	link_to(&fixture, "a/b/c", "/boot/link");
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		set_mode(&fixture, modes[i].path, modes[i].mode);
		assert_row(modes[i].path,
			   kxl_volume_file(&volume, "/link", &fd, &trouble),
			   modes[i].is_refused ? -EACCES : 0);
		assert_row(modes[i].path, kxl_volume_has(&volume, "/link"), 1);
		if (modes[i].is_refused)
			assert_true(trouble.is_writable);
		else
			close(fd);
		set_mode(&fixture, modes[i].path, 0755);
	}
	assert_false(kxl_volume_has(&volume, "/a/b/d"));
	assert_false(kxl_volume_has(&volume, "/a/b/c/d"));
	end(&fixture, &volume);
}

TEST(the_way_to_the_file_system_counts)
{
	struct kxl_trouble trouble;
	struct kxl_volume volume;
	struct fixture fixture;
	int root;

	make(&fixture, &volume);
	root = open(fixture.dir, O_RDONLY | O_DIRECTORY);
	fixture_text(&fixture, "/boot/efi/EFI/x", "x");
	kxl_volume_close(&volume);
	set_mode(&fixture, "/boot", 0777);
	assert_int_equal(kxl_volume_open(root, "/boot/efi", &volume, &trouble),
			 -EACCES);
	assert_string_equal(
		trouble.words,
		"boot: others than root may write to it (mode 0777)");
	/* As /tmp, and as the root of an initramfs. */
	set_mode(&fixture, "/boot", 01777);
	assert_int_equal(kxl_volume_open(root, "/boot/efi", &volume, &trouble),
			 0);
	kxl_volume_close(&volume);
	set_mode(&fixture, "/boot", 0755);
	assert_int_equal(kxl_volume_open(root, "/boot/x", &volume, &trouble),
			 -ENOENT);
	assert_int_equal(
		kxl_volume_open(root, "/etc/shadow", &volume, &trouble),
		-ENOTDIR);
	assert_int_equal(kxl_volume_open(root, "", &volume, &trouble), 0);
	assert_int_equal(read_text(&volume, "/etc/shadow", "secret"), 0);
	close(root);
	end(&fixture, &volume);
}

TEST(a_file_is_read_up_to_a_limit)
{
	struct kxl_trouble trouble;
	struct kxl_volume volume;
	struct fixture fixture;
	struct kx_bytes text;
	char full[128];

	make(&fixture, &volume);
	assert_int_equal(
		kxl_volume_read(&volume, "/vmlinuz-1", 5, &text, &trouble),
		-EFBIG);
	assert_int_equal(
		kxl_volume_read(&volume, "/vmlinuz-1", 6, &text, &trouble), 0);
	kxl_text_free(text);
	fixture_path(&fixture, "/boot/pipe", full);
	assert_int_equal(mkfifo(full, 0600), 0);
	assert_int_equal(read_text(&volume, "/pipe", NULL), -EINVAL);
	end(&fixture, &volume);
}

TEST(a_folder_is_listed_in_the_order_of_bytes)
{
	struct kxl_pool pool = { 0 };
	struct kxl_trouble trouble;
	struct kxl_volume volume;
	struct kxl_names names;
	struct fixture fixture;
	char path[64];
	u32 i;

	make(&fixture, &volume);
	fixture_text(&fixture, "/boot/e/b", "");
	fixture_text(&fixture, "/boot/e/a+1", "");
	fixture_text(&fixture, "/boot/e/B", "");
	assert_int_equal(
		kxl_volume_list(&volume, "/e", &pool, &names, &trouble), 0);
	assert_int_equal(names.count, 3);
	assert_string_equal(names.list[0], "B");
	assert_string_equal(names.list[1], "a+1");
	assert_string_equal(names.list[2], "b");
	assert_false(names.is_cut);
	assert_int_equal(
		kxl_volume_list(&volume, "/f", &pool, &names, &trouble),
		-ENOENT);
	assert_int_equal(
		kxl_volume_list(&volume, "/e/b", &pool, &names, &trouble),
		-ENOTDIR);
	for (i = 0; i < KXL_NAMES_MAX; i++) {
		snprintf(path, sizeof(path), "/boot/e/n%u", i);
		fixture_text(&fixture, path, "");
	}
	assert_int_equal(
		kxl_volume_list(&volume, "/e", &pool, &names, &trouble), 0);
	assert_int_equal(names.count, KXL_NAMES_MAX);
	assert_true(names.is_cut);
	kxl_pool_free(&pool);
	end(&fixture, &volume);
}

TEST(a_path_of_the_loader_has_one_below_the_root)
{
	const struct kxl_volume volume = { .fd = -1,
					   .path = "",
					   .inside = "/@" };
	const struct kxl_volume boot = { .fd = -1,
					 .path = "/boot",
					 .inside = "" };
	struct kxl_pool pool = { 0 };

	assert_string_equal(kxl_volume_outer(&volume, &pool, "/@/boot/x"),
			    "/boot/x");
	assert_string_equal(kxl_volume_outer(&volume, &pool, "/@x/boot/x"),
			    "/@x/boot/x");
	assert_string_equal(kxl_volume_outer(&boot, &pool, "/x"), "/boot/x");
	assert_string_equal(kxl_volume_outer(&boot, &pool, "x"), "/boot/x");
	kxl_pool_free(&pool);
}

static int rename_to(const struct kxl_volume *volume, const char *path,
		     const char *name)
{
	struct kxl_trouble trouble = { 0 };
	int err = kxl_volume_rename(volume, path, name, &trouble);

	assert_int_equal(trouble.errnum, -err);
	return err;
}

TEST(a_file_is_renamed_in_its_folder_and_replaces_none)
{
	struct kxl_volume volume;
	struct fixture fixture;

	make(&fixture, &volume);
	fixture_text(&fixture, "/boot/a/b/d", "other");
	assert_int_equal(rename_to(&volume, "/a/b/c", "d"), -EEXIST);
	assert_int_equal(rename_to(&volume, "/a/b/c", "../d"), -EXDEV);
	assert_int_equal(rename_to(&volume, "/a/../a/b/c", "e"), -EXDEV);
	assert_int_equal(rename_to(&volume, "/a/b", "e"), -EISDIR);
	assert_int_equal(rename_to(&volume, "/a/b/x", "e"), -ENOENT);
	assert_int_equal(read_text(&volume, "/a/b/c", "deep"), 0);
	assert_int_equal(read_text(&volume, "/a/b/d", "other"), 0);
	assert_int_equal(rename_to(&volume, "/a/b/c", "e"), 0);
	assert_int_equal(read_text(&volume, "/a/b/e", "deep"), 0);
	assert_int_equal(read_text(&volume, "/a/b/c", ""), -ENOENT);
	set_mode(&fixture, "/boot/a/b", 0777);
	assert_int_equal(rename_to(&volume, "/a/b/e", "f"), -EACCES);
	end(&fixture, &volume);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_path_leaves_the_file_system),
		cmocka_unit_test(what_others_can_write_is_refused),
		cmocka_unit_test(the_way_to_the_file_system_counts),
		cmocka_unit_test(a_file_is_read_up_to_a_limit),
		cmocka_unit_test(a_folder_is_listed_in_the_order_of_bytes),
		cmocka_unit_test(a_path_of_the_loader_has_one_below_the_root),
		cmocka_unit_test(
			a_file_is_renamed_in_its_folder_and_replaces_none),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
