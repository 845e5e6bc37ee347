/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the cases with Debian's systemd share. */
#ifndef TEST_BOOT_CASES_JUMP_SYSTEMD_H
#define TEST_BOOT_CASES_JUMP_SYSTEMD_H

#define UNITS "/etc/systemd/system/"

/* A file that root alone can change. */
void put_file(const char *path, const char *text);
void make_folder(const char *path);
/* For a disk, and an EFI system partition on it. */
void insert_esp_modules(void);
/* Where a unit expects kexec(8), and a machine ID. */
void prepare_systemd(void);
/* Have multi-user.target, which is the default, start a unit. */
void want_unit(const char *name);
/* Run a program that must succeed. */
void run_program(const char *const argv[]);
void become_systemd(void) __attribute__((noreturn));

#endif
