// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A child gives its files up; without Landlock there is nothing to test. */
#include "tool/kexec/try_landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
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

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    !landlock_enter(program, CONFINE_NO_KVM))
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

/* Of a file there, or of its folder. */
static void make(const char *name, char path[64])
{
	snprintf(path, 64, "%s/%s", folder, name);
	if (name[strlen(name) - 1] == '/')
		assert_int_equal(mkdir(path, 0755), 0);
	else
		assert_int_equal(try_open(path, O_WRONLY | O_CREAT), 0);
}

static void start(int *fd)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	assert_non_null(mkdtemp(folder));
	make("secret", secret);
	assert_int_equal(chmod(secret, 0666), 0);
	*fd = memfd_create("program", MFD_CLOEXEC);
	assert_int_equal(dup2(*fd, 9), 9);
}

static void finish(int fd)
{
	close(fd);
	close(9);
	unlink(secret);
	assert_int_equal(rmdir(folder), 0);
}

TEST(only_system_files_are_read_and_none_is_written)
{
	int fd;

	if (!landlock_is_there())
		skip();
	start(&fd);
	assert_int_equal(run_child("/usr/bin/qemu-system-x86_64"), 0);
	/* A program elsewhere is read itself: the first row. */
	assert_int_equal(run_child(secret), 1);
	finish(fd);
}

/* Its folder may be a user's own, and so may the one above. */
TEST(what_is_beside_the_program_is_not_read)
{
	char bin[64], program[64], above[64], file[64];
	int fd;

	if (!landlock_is_there())
		skip();
	start(&fd);
	make("bin/", bin);
	make("bin/qemu", program);
	make("qemu", above);
	/* No folder, although it is called so. */
	make("lib", file);
	assert_int_equal(run_child(above), 0);
	assert_int_equal(run_child(program), 0);
	unlink(program);
	rmdir(bin);
	unlink(above);
	unlink(file);
	finish(fd);
}

/* The secret is what the firmware would be: the first row. */
TEST(firmware_beside_the_program_is_read)
{
	static const struct {
		const char *program;
		const char *folders[3];
	} rows[] = {
		{ "qemu", { "pc-bios/" } },
		{ "qemu", { "share/" } },
		{ "bin/qemu", { "bin/", "share/", "share/qemu/" } },
		{ "bin/qemu", { "bin/", "share/", "share/seabios/" } },
		{ "bin/qemu", { "bin/", "lib/" } },
	};
	char program[64], folders[3][64];
	size_t i, j;
	int fd;

	if (!landlock_is_there())
		skip();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start(&fd);
		unlink(secret);
		for (j = 0; j < 3 && rows[i].folders[j]; j++)
			make(rows[i].folders[j], folders[j]);
		snprintf(secret, sizeof(secret), "%.40ssecret", folders[j - 1]);
		assert_int_equal(try_open(secret, O_WRONLY | O_CREAT), 0);
		make(rows[i].program, program);
		assert_row(rows[i].folders[j - 1], run_child(program), 1);
		unlink(program);
		unlink(secret);
		while (j--)
			rmdir(folders[j]);
		finish(fd);
	}
}

/* In a child that has a /dev of its own. */
static int check_kvm(enum confine_kvm kvm)
{
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("dev", "/dev", "tmpfs", 0, NULL))
		return 100;
	if (mknod("/dev/kvm", S_IFCHR | 0666, makedev(1, 3)) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    !landlock_enter("/usr/bin/env", kvm))
		return 101;
	return try_open("/dev/kvm", O_RDWR);
}

TEST(kvm_is_opened_only_where_it_is_used)
{
	static const int results[] = {
		[CONFINE_NO_KVM] = EACCES,
		[CONFINE_KVM] = 0,
	};
	enum confine_kvm kvm;
	int ended = 0;
	pid_t pid;

	if (geteuid() || !landlock_is_there())
		skip();
	for (kvm = CONFINE_NO_KVM; kvm <= CONFINE_KVM; kvm++) {
		pid = fork();
		if (!pid)
			_exit(check_kvm(kvm));
		assert_int_equal(waitpid(pid, &ended, 0), pid);
		if (WEXITSTATUS(ended) == 100)
			skip();
		assert_int_equal(WEXITSTATUS(ended), results[kvm]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			only_system_files_are_read_and_none_is_written),
		cmocka_unit_test(what_is_beside_the_program_is_not_read),
		cmocka_unit_test(firmware_beside_the_program_is_read),
		cmocka_unit_test(kvm_is_opened_only_where_it_is_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
