// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The folder: whom it is opened for. */
#include "lib/prepared/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static struct fixture fixture;

static int set_up(void **state)
{
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(it_is_made_for_its_owner_alone),
		WITH(a_folder_that_others_get_at_is_not_used),
		WITH(no_link_is_followed_on_the_way),
		WITH(an_entry_is_a_file_of_its_owners_alone),
	};

	return cmocka_run_group_tests_name("lib/prepared/folder", tests, NULL,
					   NULL);
}
