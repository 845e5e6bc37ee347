/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of the interrupt controller that it goes on writing. */
#ifndef MODULE_ARCH_ARM64_GIC_H
#define MODULE_ARCH_ARM64_GIC_H

#include "core/range.h"

#include <linux/types.h>

/* Tables that a machine may have: one of all CPUs, and one of each. */
u32 kxm_gic_tables_max(void);
/*
 * Find them, without EFI; with EFI a table of its has them. @tables is for
 * kxm_gic_tables_max() of them. Return: how many. Sleeps.
 */
u32 kxm_gic_tables(struct kx_range *tables);

#endif
