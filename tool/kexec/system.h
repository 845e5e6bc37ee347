/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What kexec(8) does to the running system. Tests replace all of it. */
#ifndef TOOL_KEXEC_SYSTEM_H
#define TOOL_KEXEC_SYSTEM_H

#include <stdbool.h>

/**
 * system_may_start - check whether reboot(2) would start a kernel for us
 * @reason: static; set if it would not
 *
 * Return: 0, also if that cannot be determined; or what reboot(2) would return:
 * -EPERM or, in a PID namespace, -EINVAL.
 */
int system_may_start(const char **reason);

/** system_sync - write file systems back to disk; sync(2) */
void system_sync(void);

/**
 * system_network_down - bring all network interfaces except loopback down
 *
 * So that no packet arrives in memory that the next kernel uses. It is not an
 * error if there is no network, or no right to change it.
 */
void system_network_down(void);

/**
 * system_network_up - bring up what system_network_down() brought down
 *
 * For a process that continues after the jump. What the kernel drops when an
 * interface goes down (routes, most IPv6 addresses) is not restored.
 *
 * Return: whether there was any.
 */
bool system_network_up(void);

/**
 * system_shutdown - execute shutdown(8), which reboots the machine
 *
 * Return: only if there is none, a negative errno.
 */
int system_shutdown(void);

/** system_root - where /proc, /sys and /dev are: "", which is / */
const char *system_root(void);

/** system_is_root - whether this process is root's */
bool system_is_root(void);

/** system_uptime - seconds since this kernel has started, without suspends */
unsigned int system_uptime(void);

/**
 * system_open_watchdog - open the device of a watchdog, which starts it
 *
 * Return: a descriptor, or a negative errno: -EBUSY if a process has it.
 */
int system_open_watchdog(const char *path);

/** system_wait - sleep for a second */
void system_wait(void);

/**
 * system_restart - reboot(2) at once, after a sync of some seconds
 *
 * Services are not stopped: one of them may be what hangs.
 *
 * Return: only if it fails, a negative errno.
 */
int system_restart(void);

/** system_state_folder - where records of loads are: /run/kexec */
const char *system_state_folder(void);

/**
 * system_is_restarting - whether systemd is on its way to a reboot or a kexec
 *
 * Asks systemctl(1). Without systemd, nobody is.
 */
bool system_is_restarting(void);

/**
 * system_take_wish - why the restart that is under way must not be a kexec
 *
 * A file /no-kexec-reboot is for one restart, and is removed. What the firmware
 * or the boot loader was asked to do, they do.
 *
 * Return: the reason; static. NULL: there is none.
 */
const char *system_take_wish(void);

#endif
