/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A plan as an ELF file that QEMU starts in a guest. */
#ifndef LIB_GUEST_PROGRAM_H
#define LIB_GUEST_PROGRAM_H

#include "include/libkexec.h"

#include "kx_port.h"

/* What the first code says on the serial port; entry.S. */
extern const u8 kxl_guest_entry[];
extern const u8 kxl_guest_entry_end[];

/* The first bytes of that code; numbers are little-endian. */
struct kxl_guest_head {
	u8 opcode; /* movl $here, %ebp */
	u8 here[4];
	u8 jump[3];
	u8 tables[4];
	u8 padding[4];
	u8 entry[8];
};

/**
 * kxl_guest_write - write a plan for a guest
 * @plan: made for kxl_guest_machine()
 * @memory: of that machine
 * @fd: an empty file
 *
 * Return: 0, -ENOMEM, or the negative errno of writing it.
 */
KX_MUST_CHECK int kxl_guest_write(const struct kexec_plan *plan, u64 memory,
				  int fd);

#endif
