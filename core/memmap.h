/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A map of physical memory: sorted, non-overlapping, typed. */
#ifndef CORE_MEMMAP_H
#define CORE_MEMMAP_H

#include "core/range.h"
#include "kx_port.h"

/* Types of memory; the numbers are e820's (Linux asm/e820/types.h). */
enum kx_memory_type {
	KX_MEM_RAM = 1,
	KX_MEM_RESERVED = 2,
	KX_MEM_ACPI = 3,
	KX_MEM_NVS = 4,
	KX_MEM_UNUSABLE = 5,
	KX_MEM_PMEM = 7,
	KX_MEM_PRAM = 12,
};

/* Too large for an enumerator. */
#define KX_MEM_SOFT_RESERVED 0xefffffffU

struct kx_memory {
	struct kx_range range;
	u32 type; /* enum kx_memory_type, or a firmware's own number */
};

/* Entries belong to the caller; @count of @capacity are in use. */
struct kx_memmap {
	struct kx_memory *entries;
	u32 count;
	u32 capacity;
};

/**
 * kx_memmap_set - set the type of a range, replacing any earlier type
 * @map: stays sorted and non-overlapping; touching entries of the same type
 *	 merge, except for PRAM and SOFT_RESERVED, whose ranges are separate
 *	 devices
 * @range: an empty range changes nothing, nor does a part of an entry of @type
 * @type: the new type of @range
 *
 * Return: 0, or -KX_E_FULL with @map unchanged. Two entries must be free,
 * because a range inside of an entry splits it into three.
 */
KX_MUST_CHECK int kx_memmap_set(struct kx_memmap *map, struct kx_range range,
				u32 type);

/**
 * kx_memmap_clear - remove a range from the map
 *
 * Return: 0, or -KX_E_FULL with @map unchanged (a hole splits an entry).
 */
KX_MUST_CHECK int kx_memmap_clear(struct kx_memmap *map, struct kx_range range);

/**
 * kx_memmap_find - find the first entry that ends above @address
 *
 * Return: its index, or @map->count if there is none.
 */
u32 kx_memmap_find(const struct kx_memmap *map, u64 address);

/** kx_memmap_covers - whether every byte of @range has type @type */
bool kx_memmap_covers(const struct kx_memmap *map, struct kx_range range,
		      u32 type);

#endif
