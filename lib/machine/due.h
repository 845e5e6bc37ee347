/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory that the running kernel will give out next. */
#ifndef LIB_MACHINE_DUE_H
#define LIB_MACHINE_DUE_H

#include "lib/errors/context.h"

#include "core/plan.h"

/**
 * kxl_due_find - find which pages kexec_load(2) will get
 * @newest: memory of this process that it got last, from its start to its end
 * @size: how many bytes kexec_load(2) will ask for
 * @facts: @facts->due is filled; empty if nothing is known, or if kexec.ko
 *	   serves the call, which walks no list
 *
 * Only root sees where its memory lies (/proc/self/pagemap).
 */
void kxl_due_find(struct kexec_ctx *ctx, struct kx_bytes newest, u64 size,
		  struct kx_machine *facts);

/* Of 2 MiB each: so many show an order. */
#define KXL_DUE_BLOCKS 4

/**
 * kxl_due_after - what Linux gives out after some blocks
 * @blocks: KXL_DUE_BLOCKS of them, in the order that Linux gave them
 * @size: of what it will be asked for
 *
 * Upwards, or downwards in blocks of 4 MiB, each of which is divided upwards.
 *
 * Return: empty if they have no order.
 */
struct kx_range kxl_due_after(const u64 *blocks, u64 size);

#endif
