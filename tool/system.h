/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What kexec(8) does to the running system itself. Tests replace all of it. */
#ifndef TOOL_SYSTEM_H
#define TOOL_SYSTEM_H

#include <stdbool.h>

/**
 * system_may_start - would reboot(2) start a kernel for this process?
 * @reason: static; set when not
 *
 * Return: 0, where nobody says as well, or what reboot(2) would answer: -EPERM
 * or, in a PID namespace, -EINVAL.
 */
int system_may_start(const char **reason);

/** system_sync - write out what file systems hold back; sync(2) */
void system_sync(void);

/**
 * system_network_down - take all network interfaces down, but for loopback
 *
 * So that no packet arrives in memory that the next kernel uses. No network,
 * or no right to change it, is no error.
 */
void system_network_down(void);

/**
 * system_network_up - bring up again what system_network_down() took down
 *
 * For a process that is still here after the jump. What the kernel forgets when
 * an interface goes down (routes, most IPv6 addresses) stays forgotten.
 *
 * Return: whether there was any.
 */
bool system_network_up(void);

/**
 * system_shutdown - become shutdown(8), which restarts the machine
 *
 * Return: only when there is none: a negative errno.
 */
int system_shutdown(void);

#endif
