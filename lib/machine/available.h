/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The available memory of this machine. */
#ifndef LIB_MACHINE_AVAILABLE_H
#define LIB_MACHINE_AVAILABLE_H

#include "lib/errors/context.h"

#include "lib/machine/memory.h"

/**
 * kxl_available_read - read the available memory from /proc
 * @memory: filled if the function returns true
 *
 * Return: whether it is known. It is not without /proc, and before Linux 3.14.
 */
bool kxl_available_read(struct kexec_ctx *ctx, struct kxl_memory *memory);

/** kxl_available - largest size of a file in memory; UINT64_MAX if unknown */
u64 kxl_available(struct kexec_ctx *ctx);

#endif
