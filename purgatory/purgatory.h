/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Functions that the parts of the purgatory call in each other, and those that
 * an architecture must provide (purgatory/arch/).
 */
#ifndef PURGATORY_PURGATORY_H
#define PURGATORY_PURGATORY_H

#include "core/arch/x86_64_purgatory.h"

/* The purgatory is linked into one piece, so it needs no table of addresses. */
#pragma GCC visibility push(hidden)

/* The first byte of the purgatory, and the first byte without a digest. */
extern const struct kx_purgatory_head head;
extern const u8 own[8];

/*
 * purgatory/arch/ calls it before it enters the kernel. @caller is the stack
 * that the purgatory was entered with; it is only read if the head has an
 * address for digits.
 */
void prepare(const u64 *caller);

/* For tests: core/arch/x86_64_purgatory.h documents them. */
u64 digest(const void *bytes, u64 size);
const char *damage(u32 index);

/* Provided by an architecture: print on a console that needs no setup. */
void print(const char *text);
void halt(void) __attribute__((noreturn));
void restart(void) __attribute__((noreturn));

#pragma GCC visibility pop

#endif
