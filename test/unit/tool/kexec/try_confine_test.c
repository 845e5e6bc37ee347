// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A shell in the place of QEMU says what it may do. As root, and as any other
 * user; where users may not make namespaces, that part is left out.
 */
#include "tool/kexec/try_confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/test.h"
#include "tool/kexec/try_landlock.h"

#define MIB (1ULL << 20)
#define GIB (1ULL << 30)

static char said[8192];
static int ended;

static pid_t start_shell(const char *script, int output)
{
	char shell[] = "/bin/sh", option[] = "-c";
	char *words[] = { shell, option, (char *)(uintptr_t)script, NULL };
	int none = open("/dev/null", O_RDWR | O_CLOEXEC);
	/* It must not be left, under a number that could be. */
	int other = dup2(none, 9);
	const int fds[] = { none, output, output, output };
	const struct confined confined = {
		.words = words,
		.fds = fds,
		.nr_fds = 4,
		.memory = GIB,
		.file = MIB,
	};
	pid_t pid;

	assert_int_equal(other, 9);
	assert_int_equal(confine_start(&confined, &pid), 0);
	close(none);
	close(other);
	return pid;
}

/* SIGALRM, which nothing catches. */
static void alarm_after_us(unsigned int us)
{
	const struct itimerval timer = {
		.it_value = { .tv_usec = us + 1 },
	};

	signal(SIGALRM, SIG_DFL);
	assert_int_equal(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

static void run_shell(const char *script)
{
	int output = memfd_create("output", MFD_CLOEXEC);
	pid_t pid = start_shell(script, output);
	ssize_t size;

	assert_int_equal(waitpid(pid, &ended, 0), pid);
	size = pread(output, said, sizeof(said) - 1, 0);
	said[size > 0 ? size : 0] = '\0';
	close(output);
}

/* It can't read its own; "cat" means that all has been done. */
static void read_status(pid_t pid)
{
	static const char name[] = "Name:\tcat\n";
	char path[64];
	int turn = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	do {
		usleep(10000);
		file = fopen(path, "r");
		assert_non_null(file);
		said[fread(said, 1, sizeof(said) - 1, file)] = '\0';
		fclose(file);
	} while (strncmp(said, name, strlen(name)) != 0 && turn++ < 500);
}

static int read_number(pid_t pid, const char *name)
{
	char path[64], text[16] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	return (int)strtol(text, NULL, 10);
}

static void assert_said(const char *words)
{
	if (!strstr(said, words))
		fail_msg("no \"%s\" in: %s", words, said);
}

/* As /proc/PID/status says it of a user that this process's number makes. */
static const char *own_user(void)
{
	const unsigned int own = 0x78000000U + (unsigned int)getpid();
	static char text[128];

	snprintf(text, sizeof(text),
		 "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n", own, own, own,
		 own, own, own, own, own);
	return text;
}

TEST(it_has_no_right_of_root_and_no_way_to_one)
{
	int ends[2];
	pid_t pid;

	/* A cat that waits: its standard output is what it would read. */
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = start_shell("exec cat <&3", ends[0]);
	read_status(pid);
	assert_int_equal(getsid(pid), pid);
	assert_int_equal(getpriority(PRIO_PROCESS, (id_t)pid), 19);
	assert_int_equal(read_number(pid, "oom_score_adj"), 1000);
	close(ends[0]);
	close(ends[1]);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_said("NoNewPrivs:\t1\n");
	assert_said("Seccomp:\t2\n");
	assert_said("CapEff:\t0000000000000000\n");
	assert_said("CapPrm:\t0000000000000000\n");
	assert_said("CapInh:\t0000000000000000\n");
	assert_said("CapAmb:\t0000000000000000\n");
	assert_null(strstr(said, "Uid:\t0"));
	assert_null(strstr(said, "\t0\t"));
	if (!geteuid())
		assert_said(own_user());
}

/* Nobody's processes could trace it otherwise, and read what it has open. */
TEST(no_other_process_of_an_unprivileged_user_can_trace_it)
{
	int ends[2];
	pid_t pid, other;

	if (geteuid())
		skip();
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = start_shell("exec cat <&3", ends[0]);
	read_status(pid);
	other = fork();
	if (!other) {
		if (setgid(65534) || setuid(65534))
			_exit(1);
		_exit(ptrace(PTRACE_SEIZE, pid, NULL, NULL) ? 0 : 2);
	}
	assert_int_equal(waitpid(other, &ended, 0), other);
	assert_int_equal(ended, 0);
	close(ends[0]);
	close(ends[1]);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Then it would be gone, and its number another's, before it is ended. */
TEST(its_end_is_waited_for_also_where_that_was_switched_off)
{
	int output = memfd_create("output", MFD_CLOEXEC);
	pid_t pid;

	assert_true(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
	pid = start_shell("exit 7", output);
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_int_equal(WEXITSTATUS(ended), 7);
	close(output);
}

TEST(it_has_its_descriptors_and_no_others)
{
	/* 10 and more are the shell's own, or that of the folder. */
	run_shell("for fd in 0 1 2 3 4 5 6 7 8 9; do "
		  "[ -e /proc/self/fd/$fd ] && printf $fd; done; echo");
	assert_string_equal(said, "0123\n");
}

TEST(it_has_no_environment_of_its_callers)
{
	setenv("SECRET", "x", 1);
	run_shell("env | grep -v ^PWD=; pwd");
	unsetenv("SECRET");
	assert_string_equal(said, "PATH=/usr/bin:/bin\nLC_ALL=C\n/\n");
}

TEST(root_bounds_the_threads_of_its_user)
{
	char path[64];
	int ends[2];
	FILE *file;
	pid_t pid;

	if (geteuid())
		skip();
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = start_shell("exec cat <&3", ends[0]);
	read_status(pid);
	snprintf(path, sizeof(path), "/proc/%d/limits", (int)pid);
	file = fopen(path, "r");
	assert_non_null(file);
	said[fread(said, 1, sizeof(said) - 1, file)] = '\0';
	fclose(file);
	close(ends[0]);
	close(ends[1]);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_said("Max processes             2048                 2048 ");
}

TEST(its_memory_its_files_and_its_cores_are_bounded)
{
	run_shell("ulimit -v; ulimit -c; ulimit -n; umask; "
		  /* In blocks of 512 bytes. */
		  "ulimit -f; "
		  "head -c 2000000 /dev/zero >&3 || echo refused");
	assert_ptr_equal(strstr(said, "1048576\n0\n256\n0077\n2048\n"), said);
	assert_null(strstr(said, "File size limit exceeded"));
	assert_true(WIFEXITED(ended));
}

TEST(a_limit_that_is_lower_stays)
{
	static const struct {
		struct rlimit low;
		const char *says;
	} rows[] = {
		{ { 4096, 4096 }, "1048576\n8\n8\n" },
		{ { 4096, RLIM_INFINITY }, "1048576\n8\n2048\n" },
	};
	pid_t pid;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		pid = fork();
		if (!pid) {
			if (setrlimit(RLIMIT_FSIZE, &rows[i].low))
				_exit(1);
			run_shell("ulimit -v; ulimit -S -f; ulimit -H -f");
			_exit(strcmp(said, rows[i].says) != 0);
		}
		assert_int_equal(waitpid(pid, &ended, 0), pid);
		assert_row(rows[i].says, ended, 0);
	}
}

/* The link's text has the number of the namespace. */
static void read_link(const char *path, char *text, size_t size)
{
	ssize_t length = readlink(path, text, size - 1);

	text[length > 0 ? length : 0] = '\0';
}

TEST(it_sees_neither_the_network_nor_other_processes)
{
	static const char *const names[] = { "net", "pid", "ipc", "uts" };
	char path[32], mine[64], script[64];
	size_t i;

	run_shell("readlink /proc/self/ns/net");
	read_link("/proc/self/ns/net", mine, sizeof(mine));
	if (geteuid() && !strncmp(said, mine, strlen(mine)))
		skip();
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "/proc/self/ns/%s", names[i]);
		snprintf(script, sizeof(script), "readlink %s", path);
		read_link(path, mine, sizeof(mine));
		run_shell(script);
		assert_int_equal(strncmp(said, names[i], 3), 0);
		assert_null(strstr(said, mine));
	}
	/* A signal to all that it sees reaches nobody else. */
	run_shell("echo $$; kill -0 1 && echo alone");
	assert_string_equal(said, "1\nalone\n");
}

TEST(a_program_that_is_not_there_is_a_message)
{
	char path[] = "/nonexistent";
	char *words[] = { path, NULL };
	int output = memfd_create("output", MFD_CLOEXEC);
	const int fds[] = { output, output, output };
	const struct confined confined = {
		.words = words,
		.fds = fds,
		.nr_fds = 3,
		.memory = GIB,
	};
	char text[64] = "";
	pid_t pid;

	/* The message is no file that would be limited. */
	assert_int_equal(confine_start(&confined, &pid), 0);
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_true(WIFEXITED(ended));
	assert_int_equal(WEXITSTATUS(ended), CONFINE_NOT_STARTED);
	(void)!pread(output, text, sizeof(text) - 1, 0);
	close(output);
}

/* Each sentence is about one of them; there are two. */
TEST(what_is_missing_is_said_once)
{
	const char *first = confine_lacks(0);

	assert_null(confine_lacks(2));
	if (!landlock_is_there())
		assert_non_null(
			strstr(confine_lacks(1) ? confine_lacks(1) : first,
			       "no Landlock"));
	else
		assert_true(!first || strstr(first, "no namespaces"));
	if (first && strstr(first, "no namespaces"))
		assert_int_equal(strstr(first, "may signal") == NULL,
				 landlock_stops_signals());
	if (!geteuid() && first)
		assert_non_null(strstr(first, "Landlock"));
}

/* A parent that is gone before the child is bound to it. */
TEST(it_does_not_start_after_its_parent)
{
	int ends[2];
	char byte;
	pid_t pid;
	int turn;

	for (turn = 0; turn < 20; turn++) {
		assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
		pid = fork();
		if (!pid) {
			/* It ends while the child is under way, or soon. */
			alarm_after_us((unsigned int)turn * 200);
			start_shell("exec sleep 60", ends[1]);
			_exit(0);
		}
		close(ends[1]);
		assert_int_equal(waitpid(pid, &ended, 0), pid);
		/* The end of the pipe: nobody has it open any more. */
		while (read(ends[0], &byte, 1) > 0)
			;
		close(ends[0]);
	}
}

/* The child waits until its numbers are written, and then for the shell. */
static int run_in_container(int pipe)
{
	char byte;

	if (unshare(CLONE_NEWUSER))
		return 100;
	if (write(pipe, "", 1) != 1 || read(pipe, &byte, 1) != 1)
		return 101;
	run_shell("id -u; id -g");
	return strcmp(said, "65534\n65534\n") != 0;
}

TEST(in_a_container_with_less_users_it_is_nobody)
{
	char script[128], byte;
	int ends[2];
	pid_t pid;

	if (geteuid())
		skip();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	pid = fork();
	if (!pid) {
		close(ends[0]);
		_exit(run_in_container(ends[1]));
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1) == 1) {
		snprintf(script, sizeof(script),
			 "cd /proc/%d && echo 0 0 65536 >uid_map && "
			 "echo 0 0 4294967295 >gid_map",
			 (int)pid);
		assert_int_equal(system(script), 0);
		assert_int_equal(write(ends[0], "", 1), 1);
	}
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	close(ends[0]);
	if (WEXITSTATUS(ended) == 100)
		skip();
	assert_int_equal(ended, 0);
}

/* In a child that has a /dev of its own: the first row that is wrong. */
static int check_kvm(void)
{
	static const struct {
		mode_t mode; /* 0: it is not there */
		gid_t group;
		bool is_there;
	} rows[] = {
		{ 0, 0, false },
		{ S_IFCHR | 0600, 0, false },
		{ S_IFCHR | 0660, 0, false },
		{ S_IFCHR | 0640, 77, false },
		{ S_IFCHR | 0660, 77, true },
		{ S_IFCHR | 0666, 0, true },
		{ S_IFREG | 0666, 77, false },
	};
	size_t i;

	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("dev", "/dev", "tmpfs", 0, NULL))
		return 100;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unlink("/dev/kvm");
		if (rows[i].mode &&
		    (mknod("/dev/kvm", rows[i].mode, makedev(1, 3)) ||
		     chown("/dev/kvm", 0, rows[i].group) ||
		     chmod("/dev/kvm", rows[i].mode & 0777)))
			return 101;
		if (confine_has_kvm() != rows[i].is_there)
			return 1 + (int)i;
	}
	return 0;
}

/* QEMU gets the group that may use it, and no right of root. */
TEST(roots_guest_uses_kvm_where_all_or_a_group_may)
{
	pid_t pid;

	if (geteuid())
		skip();
	pid = fork();
	if (!pid)
		_exit(check_kvm());
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	if (WEXITSTATUS(ended) == 100)
		skip();
	assert_int_equal(ended, 0);
}

TEST(more_descriptors_than_it_may_have_are_refused)
{
	const struct confined confined = { .nr_fds = 129 };
	pid_t pid;

	assert_int_equal(confine_start(&confined, &pid), -EMFILE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_has_no_right_of_root_and_no_way_to_one),
		cmocka_unit_test(
			no_other_process_of_an_unprivileged_user_can_trace_it),
		cmocka_unit_test(
			its_end_is_waited_for_also_where_that_was_switched_off),
		cmocka_unit_test(it_has_its_descriptors_and_no_others),
		cmocka_unit_test(it_has_no_environment_of_its_callers),
		cmocka_unit_test(root_bounds_the_threads_of_its_user),
		cmocka_unit_test(
			its_memory_its_files_and_its_cores_are_bounded),
		cmocka_unit_test(a_limit_that_is_lower_stays),
		cmocka_unit_test(
			it_sees_neither_the_network_nor_other_processes),
		cmocka_unit_test(a_program_that_is_not_there_is_a_message),
		cmocka_unit_test(what_is_missing_is_said_once),
		cmocka_unit_test(it_does_not_start_after_its_parent),
		cmocka_unit_test(in_a_container_with_less_users_it_is_nobody),
		cmocka_unit_test(roots_guest_uses_kvm_where_all_or_a_group_may),
		cmocka_unit_test(more_descriptors_than_it_may_have_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
