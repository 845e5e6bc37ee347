// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The wrappers of the manual page kexec_load(2): they return -1 and set errno,
 * and call the kernel directly. The rest of the library does not use them.
 */
#include "include/libkexec.h"

#include <errno.h>

#include "lib/load/syscall.h"

static long result(int err)
{
	if (!err)
		return 0;
	errno = -err;
	return -1;
}

long kexec_load(unsigned long entry, unsigned long nr_segments,
		const struct kexec_segment *segments, unsigned long flags)
{
	return result(kxl_sys_load(entry, nr_segments, segments, flags));
}

long kexec_file_load(int kernel_fd, int initrd_fd, unsigned long cmdline_len,
		     const char *cmdline, unsigned long flags)
{
	const struct kxl_file_load call = {
		.kernel_fd = kernel_fd,
		.initrd_fd = initrd_fd,
		.cmdline_len = cmdline_len,
		.cmdline = cmdline,
		.flags = flags,
	};

	return result(kxl_sys_file_load(&call));
}

const char *kexec_version(void)
{
	return KEXEC_VERSION;
}
