/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* How a program is entered: CPU state, address and arguments. */
#ifndef CORE_ENTRY_H
#define CORE_ENTRY_H

#include "kx_port.h"

/*
 * The largest number in a boot protocol: multiboot's eax, ebx; riscv's a0, a1.
 */
#define KX_ENTRY_ARGUMENTS 2

/*
 * The CPU state that a program is entered in: one const object for each state,
 * compared by address. An architecture has one for each way to enter a kernel.
 */
struct kx_entry_mode {
	const char *name; /* for people */
	/* Registers of the arguments, in their order; NULL ends the list. */
	const char *registers[KX_ENTRY_ARGUMENTS];
};

struct kx_entry {
	const struct kx_entry_mode *mode;
	u64 address; /* physical */
	/* One for each register of @mode; the others are 0. */
	u64 arguments[KX_ENTRY_ARGUMENTS];
};

/*
 * x86 in 64-bit mode with paging on, memory identity-mapped, interrupts off,
 * and rsi = boot_params ("64-bit Boot Protocol" in Linux
 * Documentation/arch/x86/boot.rst).
 */
extern const struct kx_entry_mode kx_entry_x86_64;

#endif
