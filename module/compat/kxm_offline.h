/* SPDX-License-Identifier: GPL-2.0-only */
/* Take a CPU offline. */
#ifndef MODULE_COMPAT_KXM_OFFLINE_H
#define MODULE_COMPAT_KXM_OFFLINE_H

#include <linux/cpu.h>
#include <linux/errno.h>
#include <linux/kconfig.h>

/*
 * Linux 5.10 does not declare it without CONFIG_HOTPLUG_CPU; there it is not
 * called.
 */
int remove_cpu(unsigned int cpu);

static inline int kxm_remove_cpu(unsigned int cpu)
{
	return IS_ENABLED(CONFIG_HOTPLUG_CPU) ? remove_cpu(cpu) : -EPERM;
}

#endif
