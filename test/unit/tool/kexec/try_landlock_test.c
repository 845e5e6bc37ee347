// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A child gives its files up; without Landlock there is nothing to test. */
#include "tool/kexec/try_landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/test.h"

static char folder[] = "/tmp/try-landlock-XXXXXX";
static char secret[64];

/* The errno of opening a file, or 0. */
static int try_open(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* In the child: the number of the first row that is wrong. */
static int check_files(const char *program)
{
	const struct {
		const char *path;
		int flags;
		int result;
	} rows[] = {
		{ secret, O_RDONLY, EACCES },
		{ secret, O_WRONLY, EACCES },
		{ "/tmp/try-landlock-new", O_WRONLY | O_CREAT, EACCES },
		{ "/etc/passwd", O_RDONLY, 0 },
		{ "/etc/passwd", O_WRONLY, EACCES },
		{ "/dev/null", O_RDWR, 0 },
		{ "/proc/1/status", O_RDONLY, EACCES },
		{ "/root", O_RDONLY, EACCES },
		{ "/usr/bin/env", O_RDONLY, 0 },
		{ "/usr/try-landlock-new", O_WRONLY | O_CREAT, EACCES },
	};
	size_t i;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || !landlock_enter(program))
		return 100;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (try_open(rows[i].path, rows[i].flags) != rows[i].result)
			return 1 + (int)i;
	/* That of QEMU: what is open stays, and can be opened again. */
	if (try_open("/proc/self/fd/9", O_RDONLY))
		return 101;
	if (landlock_stops_signals() && !kill(getppid(), 0))
		return 103;
	return unlink(secret) ? 0 : 102;
}

static int run_child(const char *program)
{
	pid_t pid = fork();
	int ended = 0;

	if (!pid)
		_exit(check_files(program));
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_true(WIFEXITED(ended));
	return WEXITSTATUS(ended);
}

TEST(only_system_files_are_read_and_none_is_written)
{
	int fd = memfd_create("program", MFD_CLOEXEC);
	char program[80];

	if (!landlock_is_there())
		skip();
	assert_non_null(mkdtemp(folder));
	snprintf(secret, sizeof(secret), "%s/secret", folder);
	assert_int_equal(try_open(secret, O_WRONLY | O_CREAT), 0);
	assert_int_equal(chmod(secret, 0666), 0);
	assert_int_equal(dup2(fd, 9), 9);
	assert_int_equal(run_child("/usr/bin/qemu-system-x86_64"), 0);
	/* A program elsewhere lets its own folder be read: the first row. */
	assert_int_equal(run_child(secret), 1);
	/* But not the one above, which may be a user's own. */
	snprintf(program, sizeof(program), "%s/bin/qemu", folder);
	assert_int_equal(run_child(program), 0);
	close(fd);
	close(9);
	unlink(secret);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			only_system_files_are_read_and_none_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
