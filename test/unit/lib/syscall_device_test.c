// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The device in place of the system calls, in a root of its own whose
 * /dev/kexec is missing, forbidden, or no device; it needs root, and is skipped
 * without. A rehearsal asks nothing else: no system call has one.
 */
#include "syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

/* Exit status of a child that could not get where it wanted. */
#define NO_TEST 255

#define A_USER 65534

/* -1: there is no device. */
static void put_device(const char *root, int mode)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/dev", root);
	assert_int_equal(mkdir(path, 0755), 0);
	if (mode < 0)
		return;
	snprintf(path, sizeof(path), "%s/dev/kexec", root);
	assert_int_equal(close(open(path, O_CREAT | O_WRONLY, 0600)), 0);
	assert_int_equal(chmod(path, (mode_t)mode), 0);
}

static void remove_device(const char *root)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/dev/kexec", root);
	(void)unlink(path);
	snprintf(path, sizeof(path), "%s/dev", root);
	assert_int_equal(rmdir(path), 0);
}

/* The errno of a user's rehearsal in @root. */
static int rehearse_in(const char *root)
{
	int status = -1;
	pid_t child = fork();

	if (!child) {
		if (chroot(root) || chdir("/") || setuid(A_USER))
			_exit(NO_TEST);
		_exit(-kxl_sys_rehearse());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

TEST(a_device_that_does_not_answer_says_why)
{
	static const struct {
		const char *name;
		int mode;
		int errnum;
	} rows[] = {
		{ "missing", -1, ENOSYS },
		{ "forbidden", 0600, EPERM },
		{ "no device", 0666, ENOTTY },
	};
	char root[] = "/tmp/kexec-test-XXXXXX";
	int errnum = NO_TEST;
	size_t i;

	assert_non_null(mkdtemp(root));
	assert_int_equal(chmod(root, 0755), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put_device(root, rows[i].mode);
		errnum = rehearse_in(root);
		remove_device(root);
		if (errnum == NO_TEST)
			break;
		assert_row(rows[i].name, errnum, rows[i].errnum);
	}
	assert_int_equal(rmdir(root), 0);
	if (errnum == NO_TEST)
		skip();
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_that_does_not_answer_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
