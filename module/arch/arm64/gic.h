/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of the interrupt controller that it goes on writing. */
#ifndef MODULE_ARCH_ARM64_GIC_H
#define MODULE_ARCH_ARM64_GIC_H

#include "core/range.h"

#include <linux/compiler.h>
#include <linux/types.h>

/* Registers of redistributors of GICv3, one behind the other. */
struct kxm_gic_region {
	u64 start;
	u64 size;
	u64 stride; /* from one to the next; 0: each says how long it is */
};

/* Return: 0, or an error, which ends the walk. */
typedef int kxm_gic_visit(const struct kxm_gic_region *region, void *data);

/* gic_acpi.c, with CONFIG_ACPI: walk the regions of ACPI's table. */
int kxm_gic_acpi(kxm_gic_visit *visit, void *data);

/* How many tables this machine has at most. */
u32 kxm_gic_tables_max(void);
/*
 * Find them. @tables is for kxm_gic_tables_max() of them. @count: filled.
 * Sleeps. Return: 0 or -ENOMEM.
 */
int __must_check kxm_gic_tables(struct kx_range *tables, u32 *count);

#endif
