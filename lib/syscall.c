// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The three system calls, raw: glibc has no wrappers. Errors come back as
 * negative numbers, the way the kernel gives them.
 */
#include "syscall.h"

#include <errno.h>
#include <linux/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

int kxl_sys_load(unsigned long entry, unsigned long nr_segments,
		 const struct kexec_segment *segments, unsigned long flags)
{
	if (syscall(SYS_kexec_load, entry, nr_segments, segments, flags))
		return -errno;
	return 0;
}

int kxl_sys_file_load(const struct kxl_file_load *call)
{
	if (syscall(SYS_kexec_file_load, call->kernel_fd, call->initrd_fd,
		    call->cmdline_len, call->cmdline, call->flags))
		return -errno;
	return 0;
}

int kxl_sys_execute(void)
{
	if (syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		    LINUX_REBOOT_CMD_KEXEC, NULL))
		return -errno;
	return 0;
}
