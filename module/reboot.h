/* SPDX-License-Identifier: GPL-2.0-only */
/* The system call that starts an image. */
#ifndef MODULE_REBOOT_H
#define MODULE_REBOOT_H

#include <linux/compiler.h>
#include <linux/types.h>

/*
 * reboot(2) with LINUX_REBOOT_CMD_KEXEC. Returns if it fails, or after the
 * image has returned.
 */
int kxm_reboot(u32 magic1, u32 magic2);

/* The callbacks of a restart. They must be registered before the hooks. */
int __must_check kxm_restart_hook(void);
void kxm_restart_unhook(void);

#endif
