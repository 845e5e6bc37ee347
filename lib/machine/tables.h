/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Firmware tables, which the running kernel does not use as memory. */
#ifndef LIB_MACHINE_TABLES_H
#define LIB_MACHINE_TABLES_H

#include "lib/errors/context.h"

#include "core/plan.h"

/**
 * kxl_tables_keep - keep segments away from the firmware's tables
 * @facts: complete. The ranges that core/kept.h finds are removed from its
 *	   usable map, whose entries may be reallocated.
 *
 * Logs a warning if EFI is passed on and some of its tables can't be read.
 *
 * Return: 0, or -ENOMEM with the error set.
 */
KX_MUST_CHECK int kxl_tables_keep(struct kexec_ctx *ctx,
				  struct kx_machine *facts);

#endif
