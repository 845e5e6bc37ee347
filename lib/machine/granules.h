/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Which sizes of pages an arm64's CPUs can be used with. */
#ifndef LIB_MACHINE_GRANULES_H
#define LIB_MACHINE_GRANULES_H

#include "core/bytes.h"
#include "lib/errors/context.h"

/**
 * kxl_granules_find - find them by the names of the CPUs
 * @cpuinfo: /proc/cpuinfo
 * @page_bytes: of the running kernel, which the CPUs have
 *
 * Return: enum kx_granules (core/arm64_machine.h), or-ed: what all CPUs have; 0
 * if none of them is known to lack a size, which is not to say that they have
 * all.
 */
u32 kxl_granules_find(struct kx_bytes cpuinfo, u64 page_bytes);

/**
 * kxl_granules_read - the same, of the system below the context's root
 *
 * Return: also 0 if the file can't be read.
 */
u32 kxl_granules_read(struct kexec_ctx *ctx);

#endif
