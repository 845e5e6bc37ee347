/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A call of reboot(2) that the purgatory knows of (core/timeline.h). */
#ifndef LIB_LOAD_RESTART_H
#define LIB_LOAD_RESTART_H

#include <errno.h>
#include <linux/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kx_port.h"

/** kxl_restart_plainly - with the command for kexec; a negative errno */
static inline int kxl_restart_plainly(void)
{
	return syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		       LINUX_REBOOT_CMD_KEXEC, NULL)
		       ? -errno
		       : 0;
}

/**
 * kxl_restart - the same, with a note in a register where there is one
 * @ticks: the counter at the call, not 0
 *
 * Return: a negative errno.
 */
KX_MUST_CHECK int kxl_restart(u64 ticks);

#endif
