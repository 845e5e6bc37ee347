// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Taking the network down, in a network namespace of its own. It needs root,
 * and is skipped without. Sync has no visible effect, shutdown(8) is only tried
 * where it does not exist, and systemctl(1) is a script.
 */
#include "tool/kexec/system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/test.h"

/* Exit status of a child whose setup failed. */
#define NO_TEST 77

static short flags_of(int fd, const char *name)
{
	struct ifreq request = { 0 };

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	assert_int_equal(ioctl(fd, SIOCGIFFLAGS, &request), 0);
	return request.ifr_flags;
}

static void bring_up(int fd, const char *name)
{
	struct ifreq request = { 0 };

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	request.ifr_flags = (short)(flags_of(fd, name) | IFF_UP);
	assert_int_equal(ioctl(fd, SIOCSIFFLAGS, &request), 0);
}

static void take_down(int fd, const char *name)
{
	struct ifreq request = { 0 };

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	request.ifr_flags = (short)(flags_of(fd, name) & ~IFF_UP);
	assert_int_equal(ioctl(fd, SIOCSIFFLAGS, &request), 0);
}

static int make_tap(void)
{
	struct ifreq request = { .ifr_name = "tap0",
				 .ifr_flags = IFF_TAP | IFF_NO_PI };
	int tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (tap >= 0 && ioctl(tap, TUNSETIFF, &request)) {
		close(tap);
		return -1;
	}
	return tap;
}

TEST(interfaces_go_down_and_up_and_loopback_stays_up)
{
	int fd;
	int tap;

	if (unshare(CLONE_NEWNET))
		skip();
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	bring_up(fd, "lo");
	tap = make_tap();
	if (tap >= 0)
		bring_up(fd, "tap0");
	assert_false(system_network_up());
	system_network_down();
	assert_true(flags_of(fd, "lo") & IFF_UP);
	if (tap >= 0) {
		assert_false(flags_of(fd, "tap0") & IFF_UP);
		assert_true(system_network_up());
		assert_true(flags_of(fd, "tap0") & IFF_UP);
		assert_false(system_network_up());
		/* An interface that was down stays down. */
		take_down(fd, "tap0");
		system_network_down();
		assert_false(system_network_up());
		assert_false(flags_of(fd, "tap0") & IFF_UP);
		close(tap);
	} else {
		print_message("# no TAP device: only loopback was seen\n");
	}
	close(fd);
}

TEST(a_process_without_network_rights_is_not_disturbed)
{
	int status = -1;
	pid_t child = fork();

	if (!child) {
		if (unshare(CLONE_NEWNET | CLONE_NEWUSER))
			_exit(0);
		system_network_down();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static int in_child(int (*look)(void))
{
	int status = -1;
	pid_t child = fork();

	if (!child)
		_exit(look());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/*
 * Without open files the socket is descriptor 0, and there is no other. Returns
 * the number of errors, or NO_TEST.
 */
static int go_down_and_up_without_stdin(void)
{
	int wrong = 0;
	int tap;
	int fd;

	if (unshare(CLONE_NEWNET))
		return NO_TEST;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	tap = make_tap();
	if (tap >= 0)
		bring_up(fd, "tap0");
	close(STDIN_FILENO);
	system_network_down();
	wrong += fcntl(STDIN_FILENO, F_GETFD) >= 0;
	wrong += tap >= 0 && (flags_of(fd, "tap0") & IFF_UP) ? 2 : 0;
	wrong += system_network_up() != (tap >= 0) ? 4 : 0;
	wrong += fcntl(STDIN_FILENO, F_GETFD) >= 0 ? 8 : 0;
	return wrong;
}

TEST(no_descriptor_is_left_where_none_was_open)
{
	int wrong = in_child(go_down_and_up_without_stdin);

	if (wrong == NO_TEST)
		skip();
	assert_int_equal(wrong, 0);
}

TEST(a_shutdown_that_is_missing_is_said_to_be_missing)
{
	char empty[] = "/tmp/kexec-test-XXXXXX";
	int status = -1;
	pid_t child;

	assert_non_null(mkdtemp(empty));
	child = fork();
	if (!child) {
		if (chroot(empty) || chdir("/"))
			_exit(NO_TEST);
		_exit(system_shutdown() == -ENOENT ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(rmdir(empty), 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_TEST)
		skip();
	assert_int_equal(status, 0);
}

/* In a root with only one file, which can't be run: that is reported. */
TEST(each_place_of_shutdown_is_tried)
{
	static const char *const folders[] = { "sbin", "etc", "bin" };
	char root[] = "/tmp/kexec-test-XXXXXX";
	char folder[64], file[128];
	int status = -1;
	pid_t child;
	size_t i;

	assert_non_null(mkdtemp(root));
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(folder, sizeof(folder), "%s/%s", root, folders[i]);
		snprintf(file, sizeof(file), "%s/shutdown", folder);
		assert_int_equal(mkdir(folder, 0755), 0);
		assert_int_equal(close(open(file, O_CREAT | O_WRONLY, 0644)),
				 0);
		child = fork();
		if (!child) {
			if (chroot(root) || chdir("/"))
				_exit(NO_TEST);
			_exit(system_shutdown() == -EACCES ? 0 : 1);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(unlink(file), 0);
		assert_int_equal(rmdir(folder), 0);
		if (WIFEXITED(status) && WEXITSTATUS(status) == NO_TEST)
			break;
		assert_row(folders[i], status, 0);
	}
	assert_int_equal(rmdir(root), 0);
	if (i < sizeof(folders) / sizeof(folders[0]))
		skip();
}

/* The errno; 0 if the reason differs. */
static int may_start(const char *reason_part)
{
	const char *reason = "";
	int err = system_may_start(&reason);

	return strstr(reason, reason_part) ? -err : 0;
}

static int without_capability(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {
		{ 0 }
	};

	return syscall(SYS_capset, &header, none) ? NO_TEST
						  : may_start("lacks");
}

static int in_user_namespace(void)
{
	return unshare(CLONE_NEWUSER) ? NO_TEST
				      : may_start("in a user namespace");
}

static int first_in_pid_namespace(void)
{
	return may_start("in a PID namespace");
}

static int in_pid_namespace(void)
{
	return unshare(CLONE_NEWPID) ? NO_TEST
				     : in_child(first_in_pid_namespace);
}

TEST(the_right_to_start_is_that_of_the_process)
{
	static const struct {
		const char *name;
		int (*look)(void);
		int errnum;
	} rows[] = {
		{ "no capability", without_capability, EPERM },
		{ "user namespace", in_user_namespace, EPERM },
		{ "PID namespace", in_pid_namespace, EINVAL },
	};
	int errnum;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		errnum = in_child(rows[i].look);
		if (errnum != NO_TEST)
			assert_row(rows[i].name, errnum, rows[i].errnum);
		else
			print_message("# not tried: %s\n", rows[i].name);
	}
}

/* @answer: a line of systemctl(1); NULL: there is no such program */
static bool is_restarting(const char *answer)
{
	char folder[] = "/tmp/kexec-test-XXXXXX";
	char path[64];
	bool is_restarting;
	FILE *script;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/systemctl", folder);
	if (answer) {
		script = fopen(path, "we");
		assert_non_null(script);
		fprintf(script,
			"#!/bin/sh\n"
			"[ \"$*\" != '--no-pager --no-legend list-jobs "
			"reboot.target kexec.target' ] || echo '%s'\n",
			answer);
		fclose(script);
		assert_int_equal(chmod(path, 0755), 0);
	}
	assert_int_equal(setenv("PATH", folder, 1), 0);
	is_restarting = system_is_restarting();
	unlink(path);
	assert_int_equal(rmdir(folder), 0);
	return is_restarting;
}

TEST(a_restart_is_known_by_the_jobs_of_systemd)
{
	static const struct {
		const char *answer;
		bool is_restarting;
	} rows[] = {
		{ "12 reboot.target start waiting", true },
		{ " 7 kexec.target  start waiting", true },
		{ "12 reboot.target stop running", false },
		{ "No jobs running.", false },
		{ "", false },
		{ NULL, false },
	};
	char *path = strdup(getenv("PATH"));
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_row(rows[i].answer ? rows[i].answer : "no systemctl",
			   is_restarting(rows[i].answer),
			   rows[i].is_restarting);
	setenv("PATH", path, 1);
	free(path);
}

static int user(void)
{
	return setresuid(1, 1, 1) || system_is_root();
}

TEST(this_system_is_the_running_one)
{
	unsigned int before = system_uptime();

	assert_true(before > 0);
	system_wait();
	assert_in_range(system_uptime(), before + 1, before + 60);
	assert_string_equal(system_root(), "");
	assert_int_equal(system_is_root(), !geteuid());
	if (geteuid())
		skip();
	assert_int_equal(in_child(user), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_shutdown_that_is_missing_is_said_to_be_missing),
		cmocka_unit_test(
			a_process_without_network_rights_is_not_disturbed),
		cmocka_unit_test(no_descriptor_is_left_where_none_was_open),
		cmocka_unit_test(each_place_of_shutdown_is_tried),
		cmocka_unit_test(the_right_to_start_is_that_of_the_process),
		cmocka_unit_test(
			interfaces_go_down_and_up_and_loopback_stays_up),
		cmocka_unit_test(this_system_is_the_running_one),
		cmocka_unit_test(a_restart_is_known_by_the_jobs_of_systemd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
