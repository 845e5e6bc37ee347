/* SPDX-License-Identifier: GPL-2.0-only */
/* How a panic is noticed, and the crash path. */
#ifndef MODULE_PANIC_H
#define MODULE_PANIC_H

#include <linux/compiler.h>

struct kxm_caller;
struct pt_regs;

/* Notice panics, if there is a region. -errno, and a line in the log. */
int __must_check kxm_panic_open(void);
void kxm_panic_close(void);

/*
 * crash.c: start the crash image. Returns if there is none, or if it can't be
 * started. @caller: the registers of the caller of our entry point.
 */
void kxm_crash(const struct kxm_caller *caller);
/* An oops with these registers, or NULL. A panic may follow. */
void kxm_crash_oops(const struct pt_regs *regs);

#endif
