/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Half-open ranges of physical addresses; no other code computes an end. */
#ifndef CORE_RANGE_H
#define CORE_RANGE_H

#include "kx_port.h"

/*
 * Addresses [start, end), in bytes. Never wraps: only kx_range_make() builds
 * one from outside numbers. Empty when start == end.
 */
struct kx_range {
	u64 start;
	u64 end;
};

/**
 * kx_range_make - make a range from outside numbers
 * @start: first address
 * @size: in bytes
 * @range: filled on success, untouched otherwise
 *
 * Return: true if [@start, @start + @size) does not wrap.
 */
KX_MUST_CHECK bool kx_range_make(u64 start, u64 size, struct kx_range *range);

/**
 * kx_align_up - round @value up to a multiple of @align, a power of two
 *
 * Return: false, with @aligned untouched, if that wraps.
 */
KX_MUST_CHECK bool kx_align_up(u64 value, u64 align, u64 *aligned);

static inline u64 kx_align_down(u64 value, u64 align)
{
	return value & ~(align - 1);
}

static inline bool kx_is_power_of_two(u64 value)
{
	return value && !(value & (value - 1));
}

static inline u64 kx_range_size(struct kx_range range)
{
	return range.end - range.start;
}

static inline bool kx_range_is_empty(struct kx_range range)
{
	return range.start == range.end;
}

/*
 * An empty range strictly inside another one counts as an overlap, as it does
 * in Linux sanity_check_segment_list().
 */
static inline bool kx_range_overlaps(struct kx_range a, struct kx_range b)
{
	return a.start < b.end && b.start < a.end;
}

static inline bool kx_range_contains(struct kx_range outer,
				     struct kx_range inner)
{
	return outer.start <= inner.start && inner.end <= outer.end;
}

static inline bool kx_range_has(struct kx_range range, u64 address)
{
	return range.start <= address && address < range.end;
}

/** kx_range_inside - the whole pages of @page bytes in @range; may be empty */
struct kx_range kx_range_inside(struct kx_range range, u64 page);

/** kx_range_intersect - the common part of both; empty if there is none */
struct kx_range kx_range_intersect(struct kx_range a, struct kx_range b);

#endif
