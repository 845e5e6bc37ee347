/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Firmware's tables, which the running kernel keeps from itself alone. */
#ifndef LIB_TABLES_H
#define LIB_TABLES_H

#include "context.h"

#include "plan.h"

/**
 * kxl_tables_keep - let no segment lie over firmware's tables
 * @facts: its usable map, whose entries may be another block after that, loses
 *	   what core/kept.h says; the rest of it is complete
 *
 * Warns of an EFI that is handed on and has tables that can't be read.
 *
 * Return: 0, or -ENOMEM with the error set.
 */
KX_MUST_CHECK int kxl_tables_keep(struct kexec_ctx *ctx,
				  struct kx_machine *facts);

#endif
