/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory that a device tree keeps. */
#ifndef CORE_FDT_MEMORY_H
#define CORE_FDT_MEMORY_H

#include "core/fdt.h"
#include "core/memmap.h"

/**
 * kx_fdt_reserved - remove what a tree reserves from a map
 * @fdt: has a block of reservations, and perhaps /reserved-memory
 * @page: ranges become whole pages of this size
 * @map: loses them
 * @fault: may be NULL
 *
 * A reserved node without a property reg is placed by each kernel for itself.
 * One whose numbers are no memory is left out; a range that wraps ends at the
 * last page, as in Linux.
 *
 * Return: 0 or -KX_E_FULL. Source: of_reserved_mem.c in Linux drivers/of/.
 */
KX_MUST_CHECK int kx_fdt_reserved(const struct kx_fdt *fdt, u64 page,
				  struct kx_memmap *map,
				  struct kx_fault *fault);

#endif
