// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The folder: what stays in it. */
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

static void name_of(enum kxl_prepared_kind kind, u64 number, char *name)
{
	struct kxl_prepared_key key = { .kind = kind, .count = 1 };

	key.sources[0].digest = number;
	kxl_prepared_name(&key, name);
}

static bool has_name(int folder, const char *name)
{
	struct stat status;

	return !fstatat(folder, name, &status, 0);
}

static int write_key(int folder, const struct kxl_prepared_key *key)
{
	struct kxl_prepared_header header;
	char name[KXL_PREPARED_NAME];

	kxl_prepared_name(key, name);
	kxl_prepared_fill(key, kx_bytes(contents, sizeof(contents)), &header);
	return kxl_prepared_write(folder, name, &header,
				  kx_bytes(contents, sizeof(contents)));
}

/* @number: of the name; @path: of its source */
static int try_put(int folder, enum kxl_prepared_kind kind, u64 number,
		   const char *path)
{
	struct kxl_prepared_key key = { .kind = kind, .count = 1 };

	key.sources[0].digest = number;
	strcpy(key.sources[0].path, path);
	return write_key(folder, &key);
}

static void put(int folder, enum kxl_prepared_kind kind, u64 number,
		const char *path)
{
	assert_int_equal(try_put(folder, kind, number, path), 0);
}

static bool has(int folder, enum kxl_prepared_kind kind, u64 number)
{
	char name[KXL_PREPARED_NAME];

	name_of(kind, number, name);
	return has_name(folder, name);
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
	char name[KXL_PREPARED_NAME];
	int fd;

	name_of(KXL_PREPARED_INITRD, number, name);
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

TEST_WITH(what_goes_anyway_takes_no_room)
{
	int folder = make();

	(void)state;
	put(folder, KXL_PREPARED_KERNEL, 1, "");
	usleep(10000);
	put(folder, KXL_PREPARED_INITRD, 1, "/");
	stretch(folder, 1, KXL_PREPARED_BYTES - 5000);
	put(folder, KXL_PREPARED_INITRD, 2, "/");
	assert_false(has(folder, KXL_PREPARED_INITRD, 1));
	assert_true(has(folder, KXL_PREPARED_KERNEL, 1));
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

TEST_WITH(nothing_goes_for_what_has_no_room)
{
	int folder = make();
	u64 i;

	(void)state;
	for (i = 0; i < KXL_PREPARED_MAX; i++) {
		put(folder, KXL_PREPARED_KERNEL, i, "");
		usleep(10000);
	}
	space = GIB;
	left = GIB / 4 - 1;
	assert_int_equal(try_put(folder, KXL_PREPARED_KERNEL, i, ""), -ENOSPC);
	assert_int_equal(count(folder), KXL_PREPARED_MAX);
	assert_true(has(folder, KXL_PREPARED_KERNEL, 0));
	/* What goes for it makes the room. */
	left = GIB / 4;
	put(folder, KXL_PREPARED_KERNEL, i, "");
	assert_false(has(folder, KXL_PREPARED_KERNEL, 0));
	close(folder);
}

TEST_WITH(what_is_right_is_not_written_again)
{
	struct kxl_prepared_key key = { .kind = KXL_PREPARED_KERNEL,
					.count = 1 };
	const struct kx_bytes bytes = kx_bytes(contents, sizeof(contents));
	struct kxl_prepared_header header;
	char name[KXL_PREPARED_NAME];
	u8 other[sizeof(contents)];
	struct stat before;
	struct stat after;
	int folder = make();

	(void)state;
	kxl_prepared_name(&key, name);
	kxl_prepared_fill(&key, bytes, &header);
	assert_false(kxl_prepared_renew(folder, name, &header, bytes));
	assert_int_equal(write_key(folder, &key), 0);
	assert_int_equal(fstatat(folder, name, &before, 0), 0);
	usleep(10000);
	assert_true(kxl_prepared_renew(folder, name, &header, bytes));
	assert_int_equal(fstatat(folder, name, &after, 0), 0);
	assert_int_equal(after.st_ino, before.st_ino);
	assert_int_not_equal(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
	/* A byte of the header, one of the last bytes, and the size. */
	header.sources[0].sha256[0] ^= 1;
	assert_false(kxl_prepared_renew(folder, name, &header, bytes));
	header.sources[0].sha256[0] ^= 1;
	memcpy(other, contents, sizeof(other));
	other[sizeof(other) - 1] ^= 1;
	assert_false(kxl_prepared_renew(folder, name, &header,
					kx_bytes(other, sizeof(other))));
	assert_false(kxl_prepared_renew(folder, name, &header,
					kx_bytes(contents, bytes.size - 1)));
	assert_true(kxl_prepared_renew(folder, name, &header, bytes));
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

/* @name: filled */
static void put_two(int folder, u64 number, const char *second, char *name)
{
	struct kxl_prepared_key key = { .kind = KXL_PREPARED_INITRD,
					.count = 2 };

	key.sources[1].digest = number;
	strcpy(key.sources[0].path, fixture.initrd);
	path_of(second, key.sources[1].path);
	kxl_prepared_name(&key, name);
	assert_int_equal(write_key(folder, &key), 0);
}

/* As with the microcode that each initrd has before it. */
TEST_WITH(all_files_of_an_entry_count)
{
	char names[4][KXL_PREPARED_NAME];
	int folder = make();

	(void)state;
	fixture_text(&fixture, "/a", "");
	fixture_text(&fixture, "/b", "");
	put_two(folder, 0, "/a", names[0]);
	put_two(folder, 1, "/b", names[1]);
	assert_int_equal(count(folder), 2);
	put_two(folder, 2, "/a", names[2]);
	assert_int_equal(count(folder), 2);
	assert_false(has_name(folder, names[0]));
	fixture_remove(&fixture, "/a");
	put_two(folder, 3, "/b", names[3]);
	assert_int_equal(count(folder), 1);
	assert_true(has_name(folder, names[3]));
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
		WITH(what_was_written_is_read_back),
		WITH(the_newest_of_each_kind_stay),
		WITH(all_together_have_a_bound),
		WITH(what_goes_anyway_takes_no_room),
		WITH(a_part_of_the_file_system_stays_free),
		WITH(nothing_goes_for_what_has_no_room),
		WITH(what_is_right_is_not_written_again),
		WITH(what_nothing_will_ask_for_goes),
		WITH(all_files_of_an_entry_count),
		WITH(one_that_was_interrupted_is_no_harm),
		WITH(nobody_waits_for_another_one),
		WITH(all_entries_are_removed_and_nothing_else),
	};

	return cmocka_run_group_tests_name("lib/prepared/folder_entries", tests,
					   NULL, NULL);
}
