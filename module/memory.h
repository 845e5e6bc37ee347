/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory map. */
#ifndef MODULE_MEMORY_H
#define MODULE_MEMORY_H

#include "core/memmap.h"
#include "core/range.h"

#include <linux/compiler.h>
#include <linux/types.h>

/* Memory that a driver added (virtio-mem, kmem) is RAM in use, too. */
enum kxm_memory_view {
	KXM_MEMORY_FIRMWARE, /* without it: firmware does not report it */
	KXM_MEMORY_USED,     /* with it: our own pages may lie there */
};

/* The largest number of ranges in a memory map. */
#define KXM_MEMORY_RANGES 1024

/* The memory map, read from the resource tree. */
int __must_check kxm_memory_get(enum kxm_memory_view view,
				struct kx_memmap *map);
/* The same with @capacity entries. */
int __must_check kxm_memory_get_up_to(enum kxm_memory_view view, u32 capacity,
				      struct kx_memmap *map);
void kxm_memory_put(struct kx_memmap *map);
/*
 * Is the range in one "System RAM" line of /proc/iomem, and has it room for a
 * line of its own there? Interrupts are on.
 */
bool kxm_memory_is_one_line(struct kx_range range);

#endif
