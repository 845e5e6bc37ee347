/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* How a program is entered: in what state, where, and with which arguments. */
#ifndef CORE_ENTRY_H
#define CORE_ENTRY_H

#include "kx_port.h"

/* The most that a boot protocol has: multiboot's eax, ebx; riscv's a0, a1. */
#define KX_ENTRY_ARGUMENTS 2

/*
 * The state that a program finds the processor in, one const object each, and
 * compared by address. An architecture has one for each way to enter a kernel.
 */
struct kx_entry_mode {
	const char *name; /* for people */
	/* Which registers carry the arguments, in their order; NULL: no more.
	 */
	const char *registers[KX_ENTRY_ARGUMENTS];
};

struct kx_entry {
	const struct kx_entry_mode *mode;
	u64 address; /* physical */
	/* As many as @mode has registers; the others are 0. */
	u64 arguments[KX_ENTRY_ARGUMENTS];
};

/*
 * x86 in 64-bit mode with paging on, memory mapped to itself, interrupts off,
 * and rsi = boot_params ("64-bit Boot Protocol" in Linux
 * Documentation/arch/x86/boot.rst).
 */
extern const struct kx_entry_mode kx_entry_x86_64;

#endif
