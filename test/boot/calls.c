// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Raw system calls, on their real numbers, without a library in between. */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

static int result(long value)
{
	return value < 0 ? -errno : 0;
}

int call_kexec_load(unsigned long entry, unsigned long count,
		    const struct segment *segments, unsigned long flags)
{
	return result(syscall(SYS_kexec_load, entry, count, segments, flags));
}

int call_kexec_file_load(int kernel_fd, int initrd_fd, size_t cmdline_size,
			 const char *cmdline, unsigned long flags)
{
	return result(syscall(SYS_kexec_file_load, kernel_fd, initrd_fd,
			      cmdline_size, cmdline, flags));
}

int call_reboot_kexec(void)
{
	return result(syscall(SYS_reboot, LINUX_REBOOT_MAGIC1,
			      LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC,
			      NULL));
}

int insert_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = result(syscall(SYS_finit_module, fd, "", 0));
	close(fd);
	return err;
}

int remove_module(const char *name)
{
	return result(syscall(SYS_delete_module, name, O_NONBLOCK));
}
