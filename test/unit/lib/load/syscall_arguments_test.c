// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Arguments that the kernel and the device get, with this test's own
 * syscall(2), open(2), ioctl(2) and close(2): nothing is loaded, nothing
 * restarts.
 */
#include "lib/load/syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "include/uapi/linux/kexec_device.h"
#include "lib/load/restart.h"
#include "test/unit/test.h"
#include "kx_port.h"

#define DEVICE_FD 1234

static struct {
	int errnum; /* of the system call; 0: success */
	int device_errnum;
	int open_errnum;
	long number;
	unsigned long arguments[5];
	unsigned int opened, closed;
	unsigned long command;
	struct kexec_device_load load;
	struct kexec_device_file_load file_load;
	const void *argument;
} fake;

static int answer(int errnum)
{
	errno = errnum;
	return errnum ? -1 : 0;
}

long syscall(long number, ...)
{
	unsigned int count = number == SYS_kexec_file_load ? 5 : 4;
	va_list args;
	unsigned int i;

	fake.number = number;
	va_start(args, number);
	for (i = 0; i < count; i++)
		fake.arguments[i] = va_arg(args, unsigned long);
	va_end(args);
	return answer(fake.errnum);
}

int open(const char *path, int flags, ...)
{
	assert_string_equal(path, "/dev/kexec");
	assert_int_equal(flags, O_RDWR | O_CLOEXEC);
	fake.opened++;
	return answer(fake.open_errnum) ? -1 : DEVICE_FD;
}

int close(int fd)
{
	assert_int_equal(fd, DEVICE_FD);
	fake.closed++;
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list args;

	va_start(args, request);
	fake.argument = va_arg(args, const void *);
	va_end(args);
	assert_int_equal(fd, DEVICE_FD);
	fake.command = request;
	if (request == KEXEC_DEVICE_LOAD)
		memcpy(&fake.load, fake.argument, sizeof(fake.load));
	if (request == KEXEC_DEVICE_FILE_LOAD)
		memcpy(&fake.file_load, fake.argument, sizeof(fake.file_load));
	return answer(fake.device_errnum);
}

static const struct kexec_segment segments[1];
static const char cmdline[] = "quiet";

static int load(void)
{
	return kxl_sys_load(0x1234567890, 1, segments, 0x3e0001);
}

static int file_load(void)
{
	const struct kxl_file_load call = {
		.kernel_fd = 7,
		.initrd_fd = 8,
		.cmdline_len = sizeof(cmdline),
		.cmdline = cmdline,
		.flags = 6,
	};

	return kxl_sys_file_load(&call);
}

static void check_device_load(void)
{
	assert_int_equal(fake.command, KEXEC_DEVICE_LOAD);
	assert_true(fake.load.entry == 0x1234567890);
	assert_true(fake.load.nr_segments == 1);
	assert_true(fake.load.segments == (uintptr_t)segments);
	assert_true(fake.load.flags == 0x3e0001);
}

static void check_device_file_load(void)
{
	assert_int_equal(fake.command, KEXEC_DEVICE_FILE_LOAD);
	assert_int_equal(fake.file_load.kernel_fd, 7);
	assert_int_equal(fake.file_load.initrd_fd, 8);
	assert_true(fake.file_load.cmdline_len == sizeof(cmdline));
	assert_true(fake.file_load.cmdline == (uintptr_t)cmdline);
	assert_true(fake.file_load.flags == 6);
}

static void check_device_execute(void)
{
	assert_int_equal(fake.command, KEXEC_DEVICE_EXECUTE);
	assert_null(fake.argument);
}

/* In the place of what makes this call on arm64 without the one above. */
int kxl_restart(u64 ticks)
{
	assert_int_equal(ticks, 7);
	return kxl_restart_plainly();
}

static int execute_noted(void)
{
	return kxl_sys_execute_noted(7);
}

static int execute_without_a_time(void)
{
	return kxl_sys_execute_noted(0);
}

static const struct {
	const char *name;
	int (*call)(void);
	void (*check_device)(void);
	long number;
	int absent; /* the errno that a kernel without kexec gives */
	unsigned int count;
	unsigned long arguments[5];
} calls[] = {
	{ "load",
	  load,
	  check_device_load,
	  SYS_kexec_load,
	  ENOSYS,
	  4,
	  { 0x1234567890, 1, (unsigned long)segments, 0x3e0001 } },
	{ "file load",
	  file_load,
	  check_device_file_load,
	  SYS_kexec_file_load,
	  ENOSYS,
	  5,
	  { 7, 8, sizeof(cmdline), (unsigned long)cmdline, 6 } },
	{ "execute without a time",
	  execute_without_a_time,
	  check_device_execute,
	  SYS_reboot,
	  EINVAL,
	  3,
	  { LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
	    LINUX_REBOOT_CMD_KEXEC } },
	{ "execute with a timeline",
	  execute_noted,
	  check_device_execute,
	  SYS_reboot,
	  EINVAL,
	  3,
	  { LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
	    LINUX_REBOOT_CMD_KEXEC } },
	{ "execute",
	  kxl_sys_execute,
	  check_device_execute,
	  SYS_reboot,
	  EINVAL,
	  3,
	  { LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
	    LINUX_REBOOT_CMD_KEXEC } },
};

/* Compares as an int if the call takes one: its upper half is undefined. */
static void check_arguments(size_t call)
{
	unsigned int i;

	assert_row(calls[call].name, fake.number, calls[call].number);
	for (i = 0; i < calls[call].count; i++) {
		if (calls[call].arguments[i] <= UINT32_MAX)
			assert_row(calls[call].name, (u32)fake.arguments[i],
				   calls[call].arguments[i]);
		else
			assert_row(calls[call].name, fake.arguments[i],
				   calls[call].arguments[i]);
	}
}

TEST(a_system_call_gets_its_arguments_and_its_answer_counts)
{
	static const int errnums[] = { 0, EPERM, EBUSY };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		for (j = 0; j < ARRAY_SIZE(errnums); j++) {
			memset(&fake, 0, sizeof(fake));
			fake.errnum = errnums[j];
			assert_row(calls[i].name, calls[i].call(), -errnums[j]);
			check_arguments(i);
			assert_int_equal(fake.opened, 0);
		}
	}
}

TEST(the_device_gets_the_same_where_there_is_no_system_call)
{
	static const int errnums[] = { 0, EPERM, EBUSY };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		for (j = 0; j < ARRAY_SIZE(errnums); j++) {
			memset(&fake, 0, sizeof(fake));
			fake.errnum = calls[i].absent;
			fake.device_errnum = errnums[j];
			assert_row(calls[i].name, calls[i].call(), -errnums[j]);
			calls[i].check_device();
			assert_int_equal(fake.opened, 1);
			assert_int_equal(fake.closed, 1);
		}
	}
}

TEST(a_device_that_is_not_there_changes_nothing)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		memset(&fake, 0, sizeof(fake));
		fake.errnum = calls[i].absent;
		fake.open_errnum = ENOENT;
		assert_row(calls[i].name, calls[i].call(), -calls[i].absent);
		fake.open_errnum = EACCES;
		assert_row(calls[i].name, calls[i].call(), -EPERM);
		assert_int_equal(fake.closed, 0);
	}
}

TEST(only_the_device_rehearses)
{
	memset(&fake, 0, sizeof(fake));
	assert_int_equal(kxl_sys_rehearse(), 0);
	assert_int_equal(fake.command, KEXEC_DEVICE_REHEARSE);
	assert_null(fake.argument);
	assert_int_equal(fake.number, 0);
	fake.device_errnum = EIO;
	assert_int_equal(kxl_sys_rehearse(), -EIO);
	fake.open_errnum = ENOENT;
	assert_int_equal(kxl_sys_rehearse(), -ENOSYS);
	assert_int_equal(fake.closed, 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_system_call_gets_its_arguments_and_its_answer_counts),
		cmocka_unit_test(
			the_device_gets_the_same_where_there_is_no_system_call),
		cmocka_unit_test(a_device_that_is_not_there_changes_nothing),
		cmocka_unit_test(only_the_device_rehearses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
