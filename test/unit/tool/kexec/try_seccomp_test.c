// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A child gives calls up, and tries them. */
#include "tool/kexec/try_seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/blktrace_api.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <sched.h>
#include <scsi/scsi_ioctl.h>
#include <scsi/sg.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/test.h"

/* Each with arguments that are valid, or that no other error comes before. */
static const struct {
	const char *name;
	long call;
	long arguments[3];
	int error;
} rows[] = {
	{ "socket", SYS_socket, { AF_UNIX, SOCK_STREAM, 0 }, EACCES },
	{ "socket of the network",
	  SYS_socket,
	  { AF_INET, SOCK_DGRAM, 0 },
	  EACCES },
	{ "socketpair", SYS_socketpair, { AF_UNIX, SOCK_DGRAM, 0 }, EACCES },
	{ "io_uring_setup", SYS_io_uring_setup, { 1, 0, 0 }, EACCES },
	{ "unshare", SYS_unshare, { 0, 0, 0 }, EACCES },
	{ "memfd_create", SYS_memfd_create, { (long)"x", 0, 0 }, EACCES },
	{ "shmget", SYS_shmget, { IPC_PRIVATE, 4096, IPC_CREAT }, EACCES },
	{ "memfd_secret", 447, { 0, 0, 0 }, EACCES },
	{ "msgget", SYS_msgget, { IPC_PRIVATE, IPC_CREAT | 0600, 0 }, EACCES },
	{ "semget", SYS_semget, { IPC_PRIVATE, 1, IPC_CREAT | 0600 }, EACCES },
	{ "mq_open", SYS_mq_open, { (long)"x", O_RDONLY, 0 }, EACCES },
	{ "to outlive its parent",
	  SYS_prctl,
	  { PR_SET_PDEATHSIG, 0, 0 },
	  EACCES },
	{ "fsopen", SYS_fsopen, { (long)"tmpfs", 0, 0 }, EACCES },
	{ "fsmount", SYS_fsmount, { -1, 0, 0 }, EACCES },
	{ "open_tree", SYS_open_tree, { -1, (long)"/", 0 }, EACCES },
	{ "move_mount", SYS_move_mount, { -1, (long)"/", -1 }, EACCES },
	{ "pidfd_getfd", 438, { -1, 0, 0 }, EACCES },
	{ "clone3", SYS_clone3, { 0, 0, 0 }, ENOSYS },
	{ "clone with all rights",
	  SYS_clone,
	  { CLONE_NEWUSER | SIGCHLD, 0, 0 },
	  EACCES },
	{ "typing on a terminal", SYS_ioctl, { -1, TIOCSTI, 0 }, EACCES },
	{ "the same, more bits than count",
	  SYS_ioctl,
	  { -1, 1L << 32 | TIOCSTI, 0 },
	  EACCES },
	{ "a selection", SYS_ioctl, { -1, TIOCLINUX, 0 }, EACCES },
	{ "a command for a disk", SYS_ioctl, { -1, SG_IO, 0 }, EACCES },
	/* None of these needs the right to write, nor another. */
	{ "to stop a disk",
	  SYS_ioctl,
	  { -1, SCSI_IOCTL_STOP_UNIT, 0 },
	  EACCES },
	{ "to lock its door",
	  SYS_ioctl,
	  { -1, SCSI_IOCTL_DOORLOCK, 0 },
	  EACCES },
	{ "to let an image go", SYS_ioctl, { -1, LOOP_CLR_FD, 0 }, EACCES },
	/* This reserves memory for all CPUs that stays. */
	{ "to trace a disk",
	  SYS_ioctl,
	  { -1, (long)BLKTRACESETUP, 0 },
	  EACCES },
	{ "to end a trace", SYS_ioctl, { -1, BLKTRACETEARDOWN, 0 }, EACCES },
	{ "to discard blocks", SYS_ioctl, { -1, BLKDISCARD, 0 }, EACCES },
	{ "a command for NVMe", SYS_ioctl, { -1, 0xc0484e41, 0 }, EACCES },
	{ "a network device", SYS_ioctl, { -1, SIOCGIFCONF, 0 }, EACCES },
	/* Others come to the kernel. */
	{ "a terminal", SYS_ioctl, { -1, TIOCGWINSZ, 0 }, EBADF },
	{ "the size of a disk",
	  SYS_ioctl,
	  { -1, (long)BLKGETSIZE64, 0 },
	  EBADF },
	{ "the first command for a disk",
	  SYS_ioctl,
	  { -1, BLKROGET, 0 },
	  EBADF },
	{ "the last one", SYS_ioctl, { -1, BLKROTATIONAL, 0 }, EBADF },
	{ "KVM", SYS_ioctl, { -1, 0xae00, 0 }, EBADF },
	{ "a file system", SYS_ioctl, { -1, (long)FS_IOC_FIEMAP, 0 }, EBADF },
	{ "another prctl", SYS_prctl, { -1, 0, 0 }, EINVAL },
};

static int check_row;
static enum confine_kvm kvm = CONFINE_KVM;

static bool enter(void)
{
	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && seccomp_enter(kvm);
}

static int check_call(void)
{
	const long *arguments = rows[check_row].arguments;

	if (!enter())
		return 1;
	if (syscall(rows[check_row].call, arguments[0], arguments[1],
		    arguments[2], 0, 0) >= 0)
		return 2;
	return errno == rows[check_row].error ? 0 : 3;
}

/* Threads and processes are there as before. */
static int call_others(void)
{
	int ended = 1;
	pid_t pid;

	if (!enter())
		return 1;
	pid = fork();
	if (!pid)
		_exit(0);
	if (pid < 0 || waitpid(pid, &ended, 0) != pid || ended)
		return 2;
	return getppid() > 0 && !access("/", F_OK) ? 0 : 3;
}

/* The number that socket(2) has in x32. */
static int call_x32(void)
{
	if (!enter())
		return 1;
	syscall(0x40000000 | SYS_socket, AF_UNIX, SOCK_STREAM, 0);
	return 2;
}

/* The families before and after it are as they were. */
static int call_kvm(void)
{
	if (!enter())
		return 1;
	if (ioctl(-1, 0xae00, 0) != -1 || errno != EACCES)
		return 2;
	if (ioctl(-1, TIOCGWINSZ, 0) != -1 || errno != EBADF)
		return 3;
	if (ioctl(-1, FS_IOC_FIEMAP, 0) != -1 || errno != EBADF)
		return 4;
	if (ioctl(-1, BLKROTATIONAL, 0) != -1 || errno != EBADF)
		return 5;
	return ioctl(-1, SG_IO, 0) == -1 && errno == EACCES ? 0 : 6;
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
	for (check_row = 0; check_row < (int)(sizeof(rows) / sizeof(rows[0]));
	     check_row++)
		assert_row(rows[check_row].name, run_child(check_call), 0);
}

TEST(kvm_is_refused_where_it_is_not_used)
{
	kvm = CONFINE_NO_KVM;
	assert_int_equal(run_child(call_kvm), 0);
	kvm = CONFINE_KVM;
}

TEST(other_calls_work)
{
	assert_int_equal(run_child(call_others), 0);
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
		cmocka_unit_test(kvm_is_refused_where_it_is_not_used),
		cmocka_unit_test(other_calls_work),
		cmocka_unit_test(other_numbers_of_these_calls_end_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
