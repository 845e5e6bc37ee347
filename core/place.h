/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Hole search: where in free memory something fits. */
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
	struct kx_range within; /* the hole lies inside this */
	enum kx_place_order order;
	enum kx_part part; /* that is placed, for messages */
};

/* Who knows what of memory the running kernel keeps without a map of it. */
struct kx_keeper {
	/*
	 * The bounds of all in @range that is kept, which may be what lies at
	 * both of its ends alone; further out as far as they are kept without a
	 * gap. Return: whether anything is.
	 */
	bool (*find)(void *data, struct kx_range range, struct kx_range *kept);
	void *data;
};

/* Ranges that are taken although the map calls them RAM; any order. */
struct kx_taken {
	const struct kx_range *ranges;
	u32 count;
	const struct kx_keeper *keeper; /* NULL: nothing is kept */
};

/* How often a search asks the keeper: a limit to what it can cost. */
#define KX_KEEPER_TRIES 1024

/**
 * kx_place_find - lowest or highest hole that fits
 * @map: only entries of type KX_MEM_RAM are free; borrowed
 * @taken: what is used already; borrowed
 * @want: size, alignment, limits, direction
 * @hole: filled on success, untouched otherwise; exactly @want->size long
 *
 * Return: 0, -KX_E_NO_HOLE (after KX_KEEPER_TRIES answers of a keeper, too), or
 * -KX_E_ALIGN if the alignment is no power of two. Source: locate_mem_hole_*()
 * in Linux kernel/kexec_file.c, whose ends are inclusive; ours are not.
 */
KX_MUST_CHECK int kx_place_find(const struct kx_memmap *map,
				struct kx_taken taken,
				const struct kx_want *want,
				struct kx_range *hole);

/**
 * kx_place_largest - bytes of the largest free stretch, for messages
 * @map, @taken: as for kx_place_find(); no keeper is asked
 * @within: what is looked at
 */
u64 kx_place_largest(const struct kx_memmap *map, struct kx_taken taken,
		     struct kx_range within);

#endif
