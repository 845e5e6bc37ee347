// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The folder: whom it is opened for, and what stays in it. */
#include "lib/prepared/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static struct fixture fixture;
static const u8 contents[] = "what was unpacked";

#define GIB (1ULL << 30)

/* Of the file system: all, and what is free. Not this machine's. */
static u64 space = 100 * GIB;
static u64 left = 50 * GIB;

int fstatvfs(int fd, struct statvfs *status)
{
	(void)fd;
	*status = (struct statvfs){
		.f_frsize = 4096,
		.f_blocks = space / 4096,
		.f_bavail = left / 4096,
	};
	return 0;
}

static int set_up(void **state)
{
	space = 100 * GIB;
	left = 50 * GIB;
	(void)state;
	umask(022);
	fixture_make(&fixture);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_free(&fixture);
	return 0;
}

static int make(void)
{
	const char *why;
	int fd = -1;

	assert_int_equal(
		kxl_prepared_folder(fixture.ctx, KXL_PREPARED_MAKE, &fd, &why),
		0);
	assert_null(why);
	return fd;
}

static void path_of(const char *name, char *path)
{
	fixture_path(&fixture, name, path);
}

static int look(const char **why)
{
	int fd = -1;
	int err = kxl_prepared_folder(fixture.ctx, KXL_PREPARED_LOOK, &fd, why);

	if (!err)
		close(fd);
	return err;
}

static mode_t mode_of(const char *name)
{
	struct stat status;
	char path[128];

	path_of(name, path);
	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

TEST_WITH(it_is_made_for_its_owner_alone)
{
	const char *why;

	(void)state;
	assert_int_equal(look(&why), -ENOENT);
	close(make());
	assert_int_equal(look(&why), 0);
	assert_int_equal(mode_of(KXL_PREPARED_PATH), 0700);
	assert_int_equal(mode_of("/var"), 0755);
}

TEST_WITH(a_folder_that_others_get_at_is_not_used)
{
	static const struct {
		const char *path;
		mode_t mode;
		const char *why; /* NULL: it is used */
	} rows[] = {
		{ KXL_PREPARED_PATH, 0700, NULL },
		{ KXL_PREPARED_PATH, 0710, "it is not root's alone" },
		{ KXL_PREPARED_PATH, 0701, "it is not root's alone" },
		{ KXL_PREPARED_PATH, 0740, "it is not root's alone" },
		{ "/var/cache", 0775, "others may write to a folder on" },
		{ "/var/cache", 0777, "others may write to a folder on" },
		{ "/var", 0757, "others may write to a folder on" },
		{ "/var", 0755, NULL },
	};
	const char *why = NULL;
	char path[128];
	size_t i;
	int err;

	(void)state;
	close(make());
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		path_of(rows[i].path, path);
		assert_int_equal(chmod(path, rows[i].mode), 0);
		err = look(&why);
		assert_row(rows[i].path, err, rows[i].why ? -EPERM : 0);
		if (rows[i].why)
			assert_non_null(strstr(why, rows[i].why));
		assert_int_equal(
			chmod(path, strcmp(rows[i].path, KXL_PREPARED_PATH)
					    ? 0755
					    : 0700),
			0);
	}
}

TEST_WITH(no_link_is_followed_on_the_way)
{
	static const char *const names[] = { "/var", "/var/cache",
					     KXL_PREPARED_PATH };
	const char *why = NULL;
	char moved[128];
	char path[128];
	size_t i;

	(void)state;
	close(make());
	path_of("/moved", moved);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		path_of(names[i], path);
		assert_int_equal(rename(path, moved), 0);
		assert_int_equal(symlink(moved, path), 0);
		assert_row(names[i], look(&why), -EPERM);
		assert_non_null(strstr(why, "a link"));
		assert_int_equal(unlink(path), 0);
		fixture_text(&fixture, names[i], "a file");
		assert_row(names[i], look(&why), -EPERM);
		assert_int_equal(unlink(path), 0);
		assert_int_equal(rename(moved, path), 0);
	}
	assert_int_equal(look(&why), 0);
}

TEST_WITH(an_entry_is_a_file_of_its_owners_alone)
{
	int folder = make();
	int fd = -1;
	u64 size = 0;
	int file;

	(void)state;
	assert_int_equal(kxl_prepared_open_entry(folder, "x", &fd, &size),
			 -ENOENT);
	file = openat(folder, "x", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(file, "four", 4), 4);
	assert_int_equal(kxl_prepared_open_entry(folder, "x", &fd, &size), 0);
	assert_int_equal(size, 4);
	close(fd);
	assert_int_equal(fchmod(file, 0640), 0);
	assert_int_equal(kxl_prepared_open_entry(folder, "x", &fd, &size),
			 -EPERM);
	assert_int_equal(fchmod(file, 0600), 0);
	close(file);
	assert_int_equal(symlinkat("x", folder, "y"), 0);
	assert_int_equal(kxl_prepared_open_entry(folder, "y", &fd, &size),
			 -ELOOP);
	assert_int_equal(linkat(folder, "x", folder, "z", 0), 0);
	assert_int_equal(kxl_prepared_open_entry(folder, "z", &fd, &size),
			 -EPERM);
	assert_int_equal(mkfifoat(folder, "p", 0600), 0);
	assert_int_equal(kxl_prepared_open_entry(folder, "p", &fd, &size),
			 -EPERM);
	close(folder);
}

/* @number: of the name; @path: of its source */
static int try_put(int folder, enum kxl_prepared_kind kind, u64 number,
		   const char *path)
{
	struct kxl_prepared_key key = { .kind = kind, .count = 1 };
	struct kxl_prepared_header header;
	char name[KXL_PREPARED_NAME];

	key.sources[0].digest = number;
	kxl_prepared_name(&key, name);
	kxl_prepared_fill(&key, kx_bytes(contents, sizeof(contents)), path,
			  &header);
	return kxl_prepared_write(folder, name, &header,
				  kx_bytes(contents, sizeof(contents)));
}

static void put(int folder, enum kxl_prepared_kind kind, u64 number,
		const char *path)
{
	assert_int_equal(try_put(folder, kind, number, path), 0);
}

static bool has(int folder, enum kxl_prepared_kind kind, u64 number)
{
	struct kxl_prepared_key key = { .kind = kind, .count = 1 };
	char name[KXL_PREPARED_NAME];
	struct stat status;

	key.sources[0].digest = number;
	kxl_prepared_name(&key, name);
	return !fstatat(folder, name, &status, 0);
}

static unsigned int count(int folder)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fdopendir(fd);
	unsigned int n = 0;
	struct dirent *entry;

	while ((entry = readdir(dir)))
		n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(dir);
	return n;
}

TEST_WITH(what_was_written_is_read_back)
{
	struct kxl_prepared_key key = { .kind = KXL_PREPARED_KERNEL,
					.count = 1 };
	struct kxl_prepared_header header;
	char name[KXL_PREPARED_NAME];
	u8 got[sizeof(contents)];
	int folder = make();
	u64 size = 0;
	int fd = -1;

	(void)state;
	put(folder, KXL_PREPARED_KERNEL, 1, "/");
	key.sources[0].digest = 1;
	kxl_prepared_name(&key, name);
	assert_int_equal(kxl_prepared_open_entry(folder, name, &fd, &size), 0);
	assert_int_equal(size, KXL_PREPARED_HEADER + sizeof(contents));
	assert_int_equal(kxl_prepared_read(fd, 0, sizeof(header), &header), 0);
	assert_null(kxl_prepared_judge(&header, &key, size));
	assert_int_equal(
		kxl_prepared_read(fd, KXL_PREPARED_HEADER, sizeof(got), got),
		0);
	assert_memory_equal(got, contents, sizeof(got));
	assert_int_equal(kxl_prepared_read(fd, KXL_PREPARED_HEADER + 1,
					   sizeof(got), got),
			 -EIO);
	close(fd);
	close(folder);
}

TEST_WITH(the_newest_of_each_kind_stay)
{
	int folder = make();
	u64 i;

	(void)state;
	put(folder, KXL_PREPARED_KERNEL, 1, "");
	for (i = 0; i < KXL_PREPARED_MAX + 3; i++) {
		put(folder, KXL_PREPARED_INITRD, i, "");
		/* Times of files may be the same within a tick. */
		usleep(10000);
	}
	for (i = 0; i < KXL_PREPARED_MAX + 3; i++)
		assert_int_equal(has(folder, KXL_PREPARED_INITRD, i), i >= 3);
	assert_true(has(folder, KXL_PREPARED_KERNEL, 1));
	assert_int_equal(count(folder), KXL_PREPARED_MAX + 1);
	close(folder);
}

/* As if so much had been unpacked; nothing of it is on the disk. */
static void stretch(int folder, u64 number, u64 size)
{
	struct kxl_prepared_key key = { .kind = KXL_PREPARED_INITRD,
					.count = 1 };
	char name[KXL_PREPARED_NAME];
	int fd;

	key.sources[0].digest = number;
	kxl_prepared_name(&key, name);
	fd = openat(folder, name, O_WRONLY | O_CLOEXEC);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	close(fd);
}

TEST_WITH(all_together_have_a_bound)
{
	int folder = make();
	u64 i;

	(void)state;
	for (i = 0; i < 4; i++) {
		put(folder, KXL_PREPARED_INITRD, i, "");
		stretch(folder, i, i == 3 ? KXL_PREPARED_BYTES - 5000 : 5000);
		/* Times of files may be the same within a tick. */
		usleep(10000);
	}
	assert_int_equal(count(folder), 4);
	/* Its 4096 bytes and some leave nothing for 2 and the older ones. */
	put(folder, KXL_PREPARED_KERNEL, 1, "");
	assert_true(has(folder, KXL_PREPARED_INITRD, 3));
	assert_int_equal(count(folder), 2);
	put(folder, KXL_PREPARED_KERNEL, 2, "");
	assert_false(has(folder, KXL_PREPARED_INITRD, 3));
	assert_int_equal(count(folder), 2);
	assert_int_equal(
		kxl_prepared_write(folder, "kernel-0123456789abcdef",
				   &(struct kxl_prepared_header){ .kind = 1 },
				   kx_bytes(contents, KXL_PREPARED_BYTES)),
		-EFBIG);
	assert_int_equal(count(folder), 2);
	close(folder);
}

TEST_WITH(a_part_of_the_file_system_stays_free)
{
	static const struct {
		const char *name;
		u64 space;
		u64 left;
		int want;
	} rows[] = {
		{ "a tenth", 100 * GIB, 10 * GIB, -ENOSPC },
		{ "more", 100 * GIB, 10 * GIB + 8192, 0 },
		{ "1 GiB", 8 * GIB, GIB, -ENOSPC },
		{ "1 GiB and more", 8 * GIB, GIB + 8192, 0 },
		{ "a quarter", GIB, GIB / 4, -ENOSPC },
		{ "a quarter and more", GIB, GIB / 4 + 8192, 0 },
		{ "nothing", GIB, 0, -ENOSPC },
		{ "not known", 0, 0, 0 },
	};
	int folder = make();
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		space = rows[i].space;
		left = rows[i].left;
		assert_row(rows[i].name,
			   try_put(folder, KXL_PREPARED_KERNEL, i, ""),
			   rows[i].want);
		assert_row(rows[i].name, has(folder, KXL_PREPARED_KERNEL, i),
			   !rows[i].want);
	}
	assert_int_equal(count(folder), 4);
	close(folder);
}

/* Old keys do not wait for eight newer ones. */
TEST_WITH(what_nothing_will_ask_for_goes)
{
	int folder = make();
	char path[128];
	int fd;

	(void)state;
	put(folder, KXL_PREPARED_INITRD, 1, fixture.initrd);
	put(folder, KXL_PREPARED_KERNEL, 1, fixture.initrd);
	put(folder, KXL_PREPARED_INITRD, 2, fixture.initrd);
	assert_false(has(folder, KXL_PREPARED_INITRD, 1));
	assert_true(has(folder, KXL_PREPARED_KERNEL, 1));
	fixture_text(&fixture, "/gone", "");
	path_of("/gone", path);
	put(folder, KXL_PREPARED_INITRD, 3, path);
	put(folder, KXL_PREPARED_INITRD, 4, fixture.kernel);
	assert_true(has(folder, KXL_PREPARED_INITRD, 3));
	fixture_remove(&fixture, "/gone");
	fd = openat(folder, "initrd-0123456789abcdef",
		    O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, "damaged", 7), 7);
	close(fd);
	put(folder, KXL_PREPARED_INITRD, 5, "");
	assert_false(has(folder, KXL_PREPARED_INITRD, 3));
	assert_true(has(folder, KXL_PREPARED_INITRD, 2));
	assert_true(has(folder, KXL_PREPARED_INITRD, 4));
	/* 2, 4, 5 and the kernel. */
	assert_int_equal(count(folder), 4);
	close(folder);
}

TEST_WITH(one_that_was_interrupted_is_no_harm)
{
	int folder = make();
	int fd = openat(folder, ".new", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	(void)state;
	close(fd);
	put(folder, KXL_PREPARED_KERNEL, 1, "");
	assert_int_equal(count(folder), 1);
	/* A folder of that name can't be removed. */
	assert_int_equal(mkdirat(folder, ".new", 0700), 0);
	assert_int_equal(
		kxl_prepared_write(folder, "kernel-0123456789abcdef",
				   &(struct kxl_prepared_header){ .kind = 1 },
				   kx_bytes(contents, sizeof(contents))),
		-EEXIST);
	assert_true(has(folder, KXL_PREPARED_KERNEL, 1));
	close(folder);
}

TEST_WITH(nobody_waits_for_another_one)
{
	int folder = make();
	int other = make();

	(void)state;
	put(folder, KXL_PREPARED_KERNEL, 1, "");
	assert_int_equal(flock(other, LOCK_EX), 0);
	assert_int_equal(try_put(folder, KXL_PREPARED_KERNEL, 2, ""), -EBUSY);
	assert_int_equal(kxl_prepared_clear(folder), -EBUSY);
	assert_int_equal(count(folder), 1);
	close(other);
	put(folder, KXL_PREPARED_KERNEL, 2, "");
	assert_int_equal(kxl_prepared_clear(folder), 0);
	close(folder);
}

TEST_WITH(all_entries_are_removed_and_nothing_else)
{
	int folder = make();
	int fd = openat(folder, "notes", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	u64 i;

	(void)state;
	close(fd);
	for (i = 0; i < 4; i++)
		put(folder, i % 2 ? KXL_PREPARED_KERNEL : KXL_PREPARED_INITRD,
		    i, "");
	assert_int_equal(kxl_prepared_clear(folder), 0);
	assert_int_equal(count(folder), 1);
	assert_int_equal(kxl_prepared_clear(folder), 0);
	close(folder);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(it_is_made_for_its_owner_alone),
		WITH(a_folder_that_others_get_at_is_not_used),
		WITH(no_link_is_followed_on_the_way),
		WITH(an_entry_is_a_file_of_its_owners_alone),
		WITH(what_was_written_is_read_back),
		WITH(the_newest_of_each_kind_stay),
		WITH(all_together_have_a_bound),
		WITH(a_part_of_the_file_system_stays_free),
		WITH(what_nothing_will_ask_for_goes),
		WITH(one_that_was_interrupted_is_no_harm),
		WITH(nobody_waits_for_another_one),
		WITH(all_entries_are_removed_and_nothing_else),
	};

	return cmocka_run_group_tests_name("lib/prepared/folder", tests, NULL,
					   NULL);
}
