/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the ways of kdump-tools share. */
#ifndef TEST_BOOT_CASES_CLIENTS_KDUMP_H
#define TEST_BOOT_CASES_CLIENTS_KDUMP_H

/* Folders of a system that kdump-tools writes to. */
void kdump_make_folders(void);
/* "ours" or "stock", as /sbin/kexec. */
void kdump_use_client(const char *client);
/*
 * A kernel without kexec has no /proc/vmcore, most often, so that another one
 * is named.
 */
void kdump_install_other(const char *kernel);
/* "0" or "1", as in /sys/kernel/kexec_crash_loaded. */
void kdump_expect_loaded(const char *expected);
void kdump_die(const char *kernel);
/* Of PID 1, and then of the unit that systemd runs at the end. */
void kdump_by_systemd(const char *kernel);

#endif
