/* SPDX-License-Identifier: GPL-2.0-only */
/* Watchdogs in a restart. */
#ifndef MODULE_WATCHDOG_H
#define MODULE_WATCHDOG_H

/*
 * When the task kxm.armed_by restarts the machine, the last reboot notifier
 * stops the running watchdogs, or logs that they keep running. Both sleep.
 */
void kxm_watchdogs_expect_restart(void);
void kxm_watchdogs_forget_restart(void);
/* After the reboot notifiers: do it now if that one was not called. Sleeps. */
void kxm_watchdogs_check(void);

#endif
