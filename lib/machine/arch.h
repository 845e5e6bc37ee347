/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The architecture of the machine that plans are for. */
#ifndef LIB_MACHINE_ARCH_H
#define LIB_MACHINE_ARCH_H

#include "core/arch.h"
#include "lib/errors/context.h"

/**
 * kxl_arch - the architecture of the running system, or of another root's
 *
 * Below a root of its own, /proc/cpuinfo says it; without one it is taken for
 * that of the running system. Found once for each root.
 *
 * Return: a row of core/arch.h, never NULL: if the architecture is none of
 * them, the first one.
 */
const struct kx_arch *kxl_arch(struct kexec_ctx *ctx);

/**
 * kxl_arch_flags - the same, as a flag of kexec_load(2)
 *
 * The default value 0 works for native callers, but 32-bit ones get EINVAL for
 * it.
 */
static inline unsigned long kxl_arch_flags(struct kexec_ctx *ctx)
{
	return kx_arch_flags(kxl_arch(ctx));
}

#endif
