// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The device in place of the system calls, in a root of its own whose
 * /dev/kexec is missing, forbidden, or a regular file. It needs root, and is
 * skipped without. A seccomp filter answers the system calls like a kernel
 * without kexec. They never reach the kernel, so this test may also try to
 * execute.
 */
#include "lib/load/syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/test.h"
#include "kx_port.h"

/* Exit status of a child whose setup failed. */
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

/* The numbers are those of this program's architecture. */
static int take_system_calls_away(void)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_reboot, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kexec_load, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kexec_file_load, 2, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
	};
	struct sock_fprog program = { .len = ARRAY_SIZE(steps),
				      .filter = steps };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static int load(void)
{
	return kxl_sys_load(0, 0, NULL, 0);
}

static int file_load(void)
{
	const struct kxl_file_load call = {
		.kernel_fd = -1,
		.initrd_fd = -1,
		.cmdline_len = 1,
		.cmdline = "",
		.flags = KEXEC_FILE_NO_INITRAMFS,
	};

	return kxl_sys_file_load(&call);
}

/* The errno that an unprivileged user gets in @root. */
static int ask_in(const char *root, int (*ask)(void))
{
	int status = -1;
	pid_t child = fork();

	if (!child) {
		if (chroot(root) || chdir("/") || setuid(A_USER) ||
		    take_system_calls_away())
			_exit(NO_TEST);
		_exit(-ask());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static const struct {
	const char *name;
	int (*ask)(void);
	int errnum; /* without a device */
} calls[] = {
	{ "load", load, ENOSYS },
	{ "file load", file_load, ENOSYS },
	{ "execute", kxl_sys_execute, EINVAL },
	{ "rehearse", kxl_sys_rehearse, ENOSYS },
};

static const struct {
	int mode;
	int errnum; /* 0: that of the system call */
} devices[] = {
	{ -1, 0 },	  /* missing */
	{ 0600, EPERM },  /* forbidden */
	{ 0666, ENOTTY }, /* a file */
};

/* Return: false if the test is not possible here. */
static bool try_call(const char *root, size_t call)
{
	int errnum;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		put_device(root, devices[i].mode);
		errnum = ask_in(root, calls[call].ask);
		remove_device(root);
		if (errnum == NO_TEST)
			return false;
		assert_row(calls[call].name, errnum,
			   devices[i].errnum ? devices[i].errnum
					     : calls[call].errnum);
	}
	return true;
}

TEST(a_device_that_does_not_answer_says_why)
{
	char root[] = "/tmp/kexec-test-XXXXXX";
	bool is_tried = true;
	size_t i;

	assert_non_null(mkdtemp(root));
	assert_int_equal(chmod(root, 0755), 0);
	for (i = 0; is_tried && i < ARRAY_SIZE(calls); i++)
		is_tried = try_call(root, i);
	assert_int_equal(rmdir(root), 0);
	if (!is_tried)
		skip();
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_that_does_not_answer_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
