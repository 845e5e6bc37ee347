/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * An architecture for tests only, as different from x86 as core/ allows: pages
 * of 64 KiB, memory from 2 GiB on, kernels of several pieces that are entered
 * directly, with two arguments, and boot data below the kernel. It makes real
 * plans, next to x86's in the same process.
 */
#ifndef TEST_UNIT_CORE_OTHER_ARCH_H
#define TEST_UNIT_CORE_OTHER_ARCH_H

#include "core/plan.h"

#define OTHER_PAGE  0x10000ULL
#define OTHER_START 0x80000000ULL
#define OTHER_END   (1ULL << 40)
#define OTHER_CPU   7 /* the first argument */

/* Offsets in a kernel file. */
enum other_field {
	OTHER_MAGIC = 0,	/* "OTHER", 3 zeroes */
	OTHER_COUNT = 8,	/* 1: pieces */
	OTHER_RELOCATABLE = 9,	/* 1 */
	OTHER_ALIGN = 10,	/* 1: a power of two */
	OTHER_CMDLINE_MAX = 12, /* 4 */
	OTHER_PREFERRED = 16,	/* 8 */
	OTHER_ENTRY = 24,	/* 8: from the kernel's start */
	OTHER_PIECES = 32,	/* 8 each: bytes, pages */
	OTHER_HEADER_SIZE = OTHER_PIECES + 8 * KX_PIECES_MAX,
};

/* Two pieces, of 4 and 2 pages. */
#define OTHER_BYTES 0x1800
struct other_kernel {
	u8 data[OTHER_HEADER_SIZE + OTHER_BYTES];
};

extern const struct kx_arch other_arch;
extern const struct kx_entry_mode other_entry;

void other_kernel_make(struct other_kernel *kernel);

static inline struct kx_bytes other_bytes(const struct other_kernel *kernel)
{
	return kx_bytes(kernel->data, sizeof(kernel->data));
}

/**
 * other_oracle - NULL, or the promise of this architecture that @plan breaks
 */
const char *other_oracle(const struct kx_request *request,
			 const struct kx_plan *plan);

#endif
