/* SPDX-License-Identifier: GPL-2.0-only */
/* A panic: how it is noticed, and what becomes of it. */
#ifndef MODULE_PANIC_H
#define MODULE_PANIC_H

#include <linux/compiler.h>

struct kxm_caller;
struct pt_regs;

/* Hear of panics, if there is a region. -errno, and a line in the log. */
int __must_check kxm_panic_open(void);
void kxm_panic_close(void);

/*
 * crash.c: start the crash image, if there is one; returns if that can't be.
 * @caller is where the kernel called what led here.
 */
void kxm_crash(const struct kxm_caller *caller);
/* An oops with these registers, or NULL; a panic may follow. */
void kxm_crash_oops(const struct pt_regs *regs);

#endif
