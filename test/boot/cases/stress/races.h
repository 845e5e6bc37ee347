/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The parts of the races case: callers, and processes that disturb them.
 */
#ifndef TEST_BOOT_CASES_STRESS_RACES_H
#define TEST_BOOT_CASES_STRESS_RACES_H

#include "test/boot/guest.h"

#define RACE_PAGE   4096UL
#define RACE_BASE   (64UL << 20)
#define RACE_MODULE "/kexec.ko"
#define RACE_FILE   "/changing"

/* races_calls.c: one call each; 0 or -errno, and 0 if it must fail. */

void race_calls_open(const struct load *load);
int race_load(void);
int race_load_large(void); /* tens of MiB */
int race_load_32(void);
int race_file_load(void);
int race_file_load_changing(void); /* of RACE_FILE */
int race_unload(void);
int race_file_unload(void);
/* Into the region, wherever it is now. */
int race_crash_load(void);
int race_crash_file_load(void);
int race_crash_unload(void);
int race_crash_size(void);
int race_sysfs(void);
int race_sysctl(void);
int race_device_load(void);
int race_wrong_reboot(void);
/* The module, with the hooks that this guest selects. */
int race_insmod(void);

/* races.c: while callers are held, they make no new call. */

void race_hold(void);
void race_release(void);

/* races_disturb.c: each runs until @until (as now_ms() counts). */

void disturb_nothing(long until);
void disturb_module(long until);
void disturb_loaders(long until); /* with signals; makes them itself */
void disturb_cpus(long until);
void disturb_memory(long until);
void disturb_tracing(long until);
void disturb_segment(long until); /* makes the call itself */
void disturb_file(long until);

#endif
