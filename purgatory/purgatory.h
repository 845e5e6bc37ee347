/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the parts of the purgatory call in each other, and what an architecture
 * provides (purgatory/arch/).
 */
#ifndef PURGATORY_PURGATORY_H
#define PURGATORY_PURGATORY_H

#include "core/arch/x86_64_purgatory.h"

/* All of it is in one piece: no table of addresses stands in between. */
#pragma GCC visibility push(hidden)

/* The first byte of the purgatory, and the first byte without a digest. */
extern const struct kx_purgatory_head head;
extern const u8 own[8];

/*
 * What arch/ calls before it enters the kernel. @caller is the stack that the
 * purgatory was entered with; it is read only if the head asks for digits.
 */
void prepare(const u64 *caller);

/* For tests: core/arch/x86_64_purgatory.h has what they do. */
u64 digest(const void *bytes, u64 size);
const char *damage(u32 index);

/* Of an architecture: print on a console that needs no setting up. */
void print(const char *text);
void halt(void) __attribute__((noreturn));
void restart(void) __attribute__((noreturn));

#pragma GCC visibility pop

#endif
