/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Hole search: find free memory for a given size. */
#ifndef CORE_PLACE_H
#define CORE_PLACE_H

#include "core/memmap.h"
#include "core/part.h"
#include "core/range.h"
#include "kx_port.h"

enum kx_place_order {
	KX_PLACE_HIGHEST,
	KX_PLACE_LOWEST,
};

struct kx_want {
	u64 size;		/* bytes, > 0 */
	u64 align;		/* bytes, a power of two */
	struct kx_range within; /* limits for the hole */
	enum kx_place_order order;
	enum kx_part part; /* the part to place, for messages */
};

/* Knows which memory the running kernel keeps without a map of it. */
struct kx_keeper {
	/*
	 * Finds kept memory in @range. @kept: bounds of all kept memory in
	 * @range, which may have gaps. They extend beyond @range as far as
	 * memory is kept without a gap. Return: whether any memory in @range is
	 * kept.
	 */
	bool (*find)(void *data, struct kx_range range, struct kx_range *kept);
	void *data;
	/* It is not asked for a hole that must end at or below this address. */
	u64 from;
};

/* Ranges that are taken although they are RAM in the map; any order. */
struct kx_taken {
	const struct kx_range *ranges;
	u32 count;
	const struct kx_keeper *keeper; /* NULL: nothing is kept */
};

/* How often a search may call the keeper, which bounds its cost. */
#define KX_KEEPER_TRIES 1024

/**
 * kx_place_find - find the lowest or highest hole that fits
 * @map: only entries of type KX_MEM_RAM are free; borrowed
 * @taken: ranges already in use; borrowed
 * @want: size, alignment, limits, direction
 * @hole: filled on success, untouched otherwise; exactly @want->size long
 *
 * Return: 0, -KX_E_NO_HOLE (also after KX_KEEPER_TRIES calls of a keeper), or
 * -KX_E_ALIGN if the alignment is not a power of two. Source:
 * locate_mem_hole_*() in Linux kernel/kexec_file.c. Its ends are inclusive;
 * here they are not.
 */
KX_MUST_CHECK int kx_place_find(const struct kx_memmap *map,
				struct kx_taken taken,
				const struct kx_want *want,
				struct kx_range *hole);

/**
 * kx_place_largest - size of the largest free stretch, for messages
 * @map, @taken: as for kx_place_find(); the keeper is not called
 * @within: where to search
 *
 * Return: bytes.
 */
u64 kx_place_largest(const struct kx_memmap *map, struct kx_taken taken,
		     struct kx_range within);

#endif
