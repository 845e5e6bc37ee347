// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Programs and folders with each owner and right that there is. */
#include "tool/kexec/try_program.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "tool/kexec/report.h"

static struct capture errors;
static char folder[] = "/tmp/try-program-XXXXXX";
static char inner[64], program[80], other[80];

static int set_up(void **state)
{
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(inner, sizeof(inner), "%s/bin", folder);
	snprintf(program, sizeof(program), "%s/qemu", inner);
	snprintf(other, sizeof(other), "%s/link", folder);
	assert_int_equal(mkdir(inner, 0755), 0);
	file = fopen(program, "w");
	assert_non_null(file);
	fclose(file);
	return symlink(program, other);
}

static int tear_down(void **state)
{
	(void)state;
	unlink(other);
	unlink(program);
	rmdir(inner);
	rmdir(folder);
	return 0;
}

static int find(const char *given, char path[PATH_MAX])
{
	const struct options options = { .trial = { .qemu = given } };
	int status;

	capture_start(&errors, stderr);
	status = try_program_find(&options, path);
	capture_end(&errors);
	return status;
}

TEST(root_starts_what_is_roots_on_its_whole_path)
{
	static const struct {
		const char *name;
		mode_t program;
		mode_t folder;
		int status;
	} rows[] = {
		{ "root's", 0755, 0755, EXIT_OK },
		{ "a group writes it", 0775, 0755, EXIT_FAILED },
		{ "all write it", 0757, 0755, EXIT_FAILED },
		{ "a group replaces it", 0755, 0775, EXIT_FAILED },
		{ "all replace it", 0755, 0757, EXIT_FAILED },
		{ "each replaces his own", 0755, 01777, EXIT_OK },
	};
	char path[PATH_MAX];
	size_t i;

	if (geteuid())
		skip();
	fake_is_root = true;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(chmod(program, rows[i].program), 0);
		assert_int_equal(chmod(inner, rows[i].folder), 0);
		assert_row(rows[i].name, find(program, path), rows[i].status);
		assert_row(rows[i].name, find(other, path), rows[i].status);
		/* What was checked is what is started. */
		if (!rows[i].status)
			assert_string_equal(path, program);
		else
			assert_non_null(strstr(errors.text, "root starts no"));
	}
	assert_int_equal(chown(inner, 65534, 0), 0);
	assert_int_equal(find(program, path), EXIT_FAILED);
	assert_int_equal(chown(inner, 0, 0), 0);
	fake_is_root = false;
}

TEST(another_user_starts_what_he_may)
{
	char path[PATH_MAX];

	fake_is_root = false;
	assert_int_equal(chmod(program, 0777), 0);
	assert_int_equal(chmod(inner, 0777), 0);
	assert_int_equal(find(other, path), EXIT_OK);
	assert_string_equal(path, other);
	assert_int_equal(chmod(inner, 0755), 0);
}

TEST(what_is_no_program_is_refused)
{
	char path[PATH_MAX];

	assert_int_equal(find("qemu", path), EXIT_FAILED);
	assert_non_null(strstr(errors.text, "give QEMU's whole path"));
	assert_int_equal(find("/nonexistent", path), EXIT_FAILED);
	assert_non_null(strstr(errors.text, "/nonexistent: No such file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(root_starts_what_is_roots_on_its_whole_path),
		cmocka_unit_test(another_user_starts_what_he_may),
		cmocka_unit_test(what_is_no_program_is_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
