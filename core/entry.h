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

/*
 * x86 in 32-bit protected mode with paging off, flat segments, interrupts off,
 * esi = boot_params, and ebp, edi and ebx = 0 ("32-bit Boot Protocol", the same
 * document). Everything lies below 4 GiB.
 */
extern const struct kx_entry_mode kx_entry_x86_32;

/*
 * As kx_entry_x86_32, but with eax = the loader's magic number and ebx = the
 * information structure ("Machine state" in the Multiboot specifications).
 */
extern const struct kx_entry_mode kx_entry_multiboot;

/*
 * x86 in real mode, with a BIOS to call and interrupts off: cs is the address
 * divided by 16, ip is 0, and ds, es, fs, gs and ss are one segment (boot.rst,
 * "Running the Kernel"). Everything that it finds by segments lies below 1 MiB.
 */
extern const struct kx_entry_mode kx_entry_x86_16;

/*
 * As kx_entry_x86_32, but with ebx = hvm_start_info (Xen docs/misc/pvh.pandoc).
 */
extern const struct kx_entry_mode kx_entry_x86_pvh;

/*
 * A program that is entered as a function in C is called, with the address of
 * its argument: in 64-bit mode in rdi; in 32-bit mode on the stack and in ebx,
 * with a magic number in eax (coreboot's and kexec-tools' ELF boot notes).
 */
extern const struct kx_entry_mode kx_entry_x86_64_call;
extern const struct kx_entry_mode kx_entry_x86_32_call;

/*
 * arm64 at EL1 or EL2 with the MMU off, interrupts masked, x0 = the device tree
 * and x1, x2 and x3 = 0 (Linux Documentation/arch/arm64/booting.rst).
 */
extern const struct kx_entry_mode kx_entry_arm64;

#endif
