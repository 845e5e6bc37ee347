// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A child gives calls up, and tries them. */
#include "tool/kexec/try_seccomp.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/test.h"

static int check_calls(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || !seccomp_enter())
		return 1;
	if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || errno != EACCES)
		return 2;
	if (socket(AF_INET, SOCK_DGRAM, 0) >= 0 || errno != EACCES)
		return 3;
	if (syscall(SYS_io_uring_setup, 1, NULL) >= 0 || errno != EACCES)
		return 4;
	if (syscall(SYS_unshare, 0) >= 0 || errno != EACCES)
		return 5;
	/* It is there for what is started, too, and can't be taken back. */
	return getppid() > 0 && !access("/", F_OK) ? 0 : 6;
}

/* The number that socket(2) has in x32. */
static int call_x32(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || !seccomp_enter())
		return 1;
	syscall(0x40000000 | SYS_socket, AF_UNIX, SOCK_STREAM, 0);
	return 2;
}

static int run_child(int (*act)(void))
{
	pid_t pid = fork();
	int ended = 0;

	if (!pid)
		_exit(act());
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	return ended;
}

TEST(calls_that_reach_others_are_refused)
{
	assert_int_equal(run_child(check_calls), 0);
}

TEST(other_numbers_of_these_calls_end_the_process)
{
	int ended = run_child(call_x32);

	assert_true(WIFSIGNALED(ended));
	assert_int_equal(WTERMSIG(ended), SIGSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_that_reach_others_are_refused),
		cmocka_unit_test(other_numbers_of_these_calls_end_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
