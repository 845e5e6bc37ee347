// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* systemd-boot's entry for one start, in a folder that stands for efivarfs. */
#include "lib/entries/once_efi.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/entries/loader_variable.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define ONE_SHOT KXL_LOADER_VARIABLE("LoaderEntryOneShot")

static void put_info(const struct fixture *fixture, const char *value)
{
	u8 bytes[64] = { 6 };
	size_t i;

	for (i = 0; value[i]; i++)
		bytes[4 + 2 * i] = (u8)value[i];
	fixture_put(fixture, KXL_LOADER_VARIABLE("LoaderInfo"),
		    kx_bytes(bytes, 6 + 2 * i));
}

static void put_features(const struct fixture *fixture, u8 features)
{
	const u8 bytes[12] = { 6, 0, 0, 0, features };

	fixture_put(fixture, KXL_LOADER_VARIABLE("LoaderFeatures"),
		    kx_bytes(bytes, sizeof(bytes)));
}

static void make(struct fixture *fixture, struct kxl_menu *menu)
{
	fixture_make(fixture);
	put_info(fixture, "systemd-boot 257");
	put_features(fixture, KXL_LOADER_ONE_SHOT);
	*menu = (struct kxl_menu){ .ctx = fixture->ctx };
	kxl_once_efi_offer(menu);
}

static void end(struct fixture *fixture, struct kxl_menu *menu)
{
	kxl_pool_free(&menu->pool);
	fixture_free(fixture);
}

TEST(the_loader_has_to_offer_it)
{
	static const struct {
		const char *info; /* NULL: none */
		int features;	  /* -1: none */
		const char *refusal;
	} rows[] = {
		{ "systemd-boot 257", 8, NULL },
		{ "Systemd-Boot 257", 0xff, NULL },
		{ "systemd-boot 257", 0xf7, "LoaderFeatures" },
		{ "systemd-boot 257", -1, "LoaderFeatures" },
		{ "GRUB 2.12", 8, "LoaderInfo" },
		{ NULL, 8, "LoaderInfo" },
	};
	struct fixture fixture;
	struct kxl_menu menu;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make(&fixture);
		if (rows[i].info)
			put_info(&fixture, rows[i].info);
		if (rows[i].features >= 0)
			put_features(&fixture, (u8)rows[i].features);
		menu = (struct kxl_menu){ .ctx = fixture.ctx };
		kxl_once_efi_offer(&menu);
		assert_non_null(menu.once);
		assert_int_equal(!menu.facts.no_once, !rows[i].refusal);
		if (rows[i].refusal)
			assert_non_null(
				strstr(menu.facts.no_once, rows[i].refusal));
		end(&fixture, &menu);
	}
}

static size_t read_raw(const struct fixture *fixture, char *bytes, size_t size)
{
	char path[128];
	ssize_t got;
	int fd;

	fixture_path(fixture, ONE_SHOT, path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	got = read(fd, bytes, size);
	close(fd);
	return got < 0 ? 0 : (size_t)got;
}

/* bootctl(1) writes the same bytes. */
TEST(the_variable_is_written_as_a_whole)
{
	static const char expected[] = "\7\0\0\0a\0.\0c\0o\0n\0f\0\0";
	struct kxl_trouble trouble;
	struct fixture fixture;
	struct kxl_menu menu;
	const char *id = "x";
	char bytes[64];

	make(&fixture, &menu);
	assert_int_equal(menu.once->read(&menu, &id, &trouble), 0);
	assert_null(id);
	assert_int_equal(menu.once->write(&menu, "a.conf", &trouble), 0);
	assert_int_equal(read_raw(&fixture, bytes, sizeof(bytes)),
			 sizeof(expected));
	assert_memory_equal(bytes, expected, sizeof(expected));
	assert_int_equal(menu.once->read(&menu, &id, &trouble), 0);
	assert_string_equal(id, "a.conf");
	/* It is never changed. */
	assert_int_equal(menu.once->write(&menu, "b.conf", &trouble), -EEXIST);
	assert_non_null(strstr(trouble.words, "LoaderEntryOneShot is there "));
	assert_int_equal(menu.once->read(&menu, &id, &trouble), 0);
	assert_string_equal(id, "a.conf");
	assert_int_equal(menu.once->write(&menu, NULL, &trouble), 0);
	assert_int_equal(menu.once->write(&menu, NULL, &trouble), 0);
	assert_int_equal(read_raw(&fixture, bytes, sizeof(bytes)), 0);
	end(&fixture, &menu);
}

/* An odd size, no NUL, nothing before it, and attributes alone. */
TEST(what_is_there_and_is_no_id_stays)
{
	static const struct {
		const char *bytes;
		size_t size;
	} values[] = {
		{ "\7\0\0\0a\0\0", 7 },
		{ "\7\0\0\0a\0b\0", 8 },
		{ "\7\0\0\0\0\0a\0\0\0", 10 },
		{ "\7\0\0\0", 4 },
		{ "\7", 1 },
	};
	struct kxl_trouble trouble;
	struct fixture fixture;
	struct kxl_menu menu;
	const char *id = NULL;
	char bytes[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		make(&fixture, &menu);
		fixture_put(
			&fixture, ONE_SHOT,
			kx_bytes((const u8 *)values[i].bytes, values[i].size));
		assert_int_equal(menu.once->read(&menu, &id, &trouble), 0);
		assert_null(id);
		assert_int_equal(menu.once->write(&menu, "a.conf", &trouble),
				 -EEXIST);
		assert_non_null(strstr(trouble.words, "has no ID, or got "));
		assert_int_equal(read_raw(&fixture, bytes, sizeof(bytes)),
				 values[i].size);
		end(&fixture, &menu);
	}
}

TEST(an_empty_file_is_left_by_an_interrupted_write)
{
	struct kxl_trouble trouble;
	struct fixture fixture;
	struct kxl_menu menu;
	const char *id = NULL;

	make(&fixture, &menu);
	fixture_text(&fixture, ONE_SHOT, "");
	assert_int_equal(menu.once->read(&menu, &id, &trouble), 0);
	assert_null(id);
	assert_int_equal(menu.once->write(&menu, "a.conf", &trouble), 0);
	assert_int_equal(menu.once->read(&menu, &id, &trouble), 0);
	assert_string_equal(id, "a.conf");
	end(&fixture, &menu);
}

/* In a child: @bytes go into the file, or it is removed without any. */
static pid_t start_other(const char *path, const char *bytes, size_t size)
{
	const struct timespec soon = { .tv_nsec = 20000000 };
	pid_t pid = fork();
	int fd;

	if (pid)
		return pid;
	(void)nanosleep(&soon, NULL);
	fd = size ? open(path, O_WRONLY | O_CLOEXEC) : unlink(path);
	_exit(size && write(fd, bytes, size) != (ssize_t)size);
}

TEST(another_program_may_be_at_its_write)
{
	static const char other[] = "\7\0\0\0b\0\0";
	struct kxl_trouble trouble;
	struct fixture fixture;
	struct kxl_menu menu;
	const char *id = NULL;
	char path[128];
	pid_t pid;

	make(&fixture, &menu);
	fixture_path(&fixture, ONE_SHOT, path);
	fixture_text(&fixture, ONE_SHOT, "");
	pid = start_other(path, other, sizeof(other));
	assert_int_equal(menu.once->write(&menu, "a", &trouble), -EEXIST);
	assert_non_null(strstr(trouble.words, "bootctl set-oneshot"));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(menu.once->read(&menu, &id, &trouble), 0);
	assert_string_equal(id, "b");
	fixture_text(&fixture, ONE_SHOT, "");
	pid = start_other(path, NULL, 0);
	assert_int_equal(menu.once->write(&menu, "a", &trouble), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(menu.once->read(&menu, &id, &trouble), 0);
	assert_string_equal(id, "a");
	end(&fixture, &menu);
}

TEST(an_id_has_a_limit)
{
	char id[1026];
	struct kxl_trouble trouble;
	struct fixture fixture;
	struct kxl_menu menu;
	const char *got = NULL;

	make(&fixture, &menu);
	memset(id, 'a', sizeof(id));
	id[1025] = '\0';
	assert_int_equal(menu.once->write(&menu, id, &trouble), -ENAMETOOLONG);
	id[1024] = '\0';
	assert_int_equal(menu.once->write(&menu, id, &trouble), 0);
	assert_int_equal(menu.once->read(&menu, &got, &trouble), 0);
	assert_string_equal(got, id);
	end(&fixture, &menu);
}

/* Skipped where the file system of the test has no such flag. */
TEST(an_immutable_file_is_removed)
{
	struct kxl_trouble trouble;
	struct fixture fixture;
	struct kxl_menu menu;
	char path[128];
	int flags = 0;
	int err;
	int fd;

	make(&fixture, &menu);
	assert_int_equal(menu.once->write(&menu, "a", &trouble), 0);
	fixture_path(&fixture, ONE_SHOT, path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	err = ioctl(fd, FS_IOC_GETFLAGS, &flags);
	flags |= FS_IMMUTABLE_FL;
	if (!err)
		err = ioctl(fd, FS_IOC_SETFLAGS, &flags);
	close(fd);
	if (!err)
		assert_int_equal(unlink(path), -1);
	assert_int_equal(menu.once->write(&menu, NULL, &trouble), 0);
	assert_int_equal(access(path, F_OK), -1);
	end(&fixture, &menu);
	if (err)
		skip();
}

TEST(what_can_not_be_written_says_why)
{
	struct kxl_trouble trouble;
	struct fixture fixture;
	struct kxl_menu menu;
	const char *id;

	make(&fixture, &menu);
	fixture_text(&fixture, ONE_SHOT "/folder", "");
	assert_true(menu.once->read(&menu, &id, &trouble) < 0);
	assert_true(*trouble.words);
	assert_int_equal(menu.once->write(&menu, NULL, &trouble), -EISDIR);
	assert_string_equal(trouble.words, "Is a directory");
	end(&fixture, &menu);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_loader_has_to_offer_it),
		cmocka_unit_test(the_variable_is_written_as_a_whole),
		cmocka_unit_test(what_is_there_and_is_no_id_stays),
		cmocka_unit_test(an_empty_file_is_left_by_an_interrupted_write),
		cmocka_unit_test(another_program_may_be_at_its_write),
		cmocka_unit_test(an_id_has_a_limit),
		cmocka_unit_test(an_immutable_file_is_removed),
		cmocka_unit_test(what_can_not_be_written_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
