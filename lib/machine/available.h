/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The memory that this machine has left. */
#ifndef LIB_MACHINE_AVAILABLE_H
#define LIB_MACHINE_AVAILABLE_H

#include "lib/errors/context.h"

#include "lib/machine/memory.h"

/**
 * kxl_available_read - what /proc says of memory
 * @memory: filled when the answer is true
 *
 * Return: whether it is known: not without /proc, and before Linux 3.14.
 */
bool kxl_available_read(struct kexec_ctx *ctx, struct kxl_memory *memory);

/** kxl_available - bytes that a file in memory may have; all, if not known */
u64 kxl_available(struct kexec_ctx *ctx);

#endif
