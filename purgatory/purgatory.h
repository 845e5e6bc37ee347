/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Functions that the parts of the purgatory call in each other, and those that
 * an architecture must provide (purgatory/arch/).
 */
#ifndef PURGATORY_PURGATORY_H
#define PURGATORY_PURGATORY_H

#include "core/arch/x86_64_purgatory.h"

/*
 * Code that runs once: the compiler makes it small, because a normal kernel's
 * purgatory is to fit in a page.
 */
#define RARE __attribute__((cold))

/* The purgatory is linked into one piece, so it needs no table of addresses. */
#pragma GCC visibility push(hidden)

/* The first byte of the purgatory, and the first byte without a digest. */
extern const struct kx_purgatory_head head;
extern const u8 own[8];
/* Where the next text on a screen goes, in characters; after @own. */
extern u32 vga_at;

/*
 * purgatory/arch/ calls it before it enters the kernel. @caller is the stack
 * that the purgatory was entered with; it is only read if the head has an
 * address for digits.
 */
void prepare(const u64 *caller);

/* For tests: core/arch/x86_64_purgatory.h documents them. */
u64 digest(const void *bytes, u64 size);
const char *damage(u32 index);

/*
 * Provided by an architecture. start_console() does what the head says of the
 * console before anything is printed; without a choice that is nothing.
 */
RARE void start_console(void);
RARE void print(const char *text);
RARE void halt(void) __attribute__((noreturn));
RARE void restart(void) __attribute__((noreturn));

#pragma GCC visibility pop

#endif
