/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Memory that an interrupt controller of arm64 (GICv3) goes on writing: where
 * message-signalled interrupts (LPIs) are configured and noted as pending.
 */
#ifndef LIB_MACHINE_GIC_H
#define LIB_MACHINE_GIC_H

#include "core/bytes.h"
#include "core/range.h"
#include "lib/errors/context.h"

struct kxl_gic {
	struct kx_range *tables; /* owned */
	u32 count;
	bool may_lack; /* there may be others */
};

/**
 * kxl_gic_read - find the tables that nobody keeps but the next device tree
 * @gic: filled on success, and empty with UEFI, whose table keeps them;
 *	 kxl_gic_free() undoes
 *
 * The addresses are in the kernel's log alone.
 *
 * Return: 0, or -ENOMEM with the error set.
 */
KX_MUST_CHECK int kxl_gic_read(struct kexec_ctx *ctx, struct kxl_gic *gic);

/**
 * kxl_gic_warn - warn if the log has lost the tables of such a controller
 * @gic: from kxl_gic_read()
 */
void kxl_gic_warn(struct kexec_ctx *ctx, const struct kxl_gic *gic);

/**
 * kxl_gic_line - find a table in a record of the log
 * @record: a line of /dev/kmsg
 * @table: filled if the function returns true
 *
 * Return: whether the kernel itself says there where a table is.
 */
bool kxl_gic_line(struct kx_bytes record, struct kx_range *table);

/** kxl_gic_free - free what @gic owns; does nothing to a zeroed one */
void kxl_gic_free(struct kxl_gic *gic);

#endif
