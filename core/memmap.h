/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What lies where in physical memory: sorted, non-overlapping, typed. */
#ifndef CORE_MEMMAP_H
#define CORE_MEMMAP_H

#include "core/range.h"
#include "kx_port.h"

/* Kinds of memory; the numbers are e820's (Linux asm/e820/types.h). */
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
 * kx_memmap_set - give a range a type, whatever it had before
 * @map: stays sorted and non-overlapping; touching entries of one type merge,
 *	 but for PRAM and SOFT_RESERVED, whose ranges are devices of their own
 * @range: an empty one changes nothing, nor does a part of an entry of @type
 * @type: the type that @range has from now on
 *
 * Return: 0, or -KX_E_FULL with @map unchanged: two entries must be spare,
 * since a range in the middle of another makes three of one.
 */
KX_MUST_CHECK int kx_memmap_set(struct kx_memmap *map, struct kx_range range,
				u32 type);

/**
 * kx_memmap_clear - take a range out of the map
 *
 * Return: 0, or -KX_E_FULL with @map unchanged (a hole splits an entry).
 */
KX_MUST_CHECK int kx_memmap_clear(struct kx_memmap *map, struct kx_range range);

/**
 * kx_memmap_find - the first entry that ends above @address
 *
 * Return: its index, @map->count if there is none.
 */
u32 kx_memmap_find(const struct kx_memmap *map, u64 address);

/** kx_memmap_covers - is every byte of @range of type @type? */
bool kx_memmap_covers(const struct kx_memmap *map, struct kx_range range,
		      u32 type);

#endif
