// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Ranges from outside numbers are made here only. */
#include "core/range.h"

bool kx_range_make(u64 start, u64 size, struct kx_range *range)
{
	u64 end;

	if (__builtin_add_overflow(start, size, &end))
		return false;
	*range = (struct kx_range){ .start = start, .end = end };
	return true;
}

bool kx_align_up(u64 value, u64 align, u64 *aligned)
{
	u64 sum;

	if (__builtin_add_overflow(value, align - 1, &sum))
		return false;
	*aligned = kx_align_down(sum, align);
	return true;
}

struct kx_range kx_range_inside(struct kx_range range, u64 page)
{
	range.end = kx_align_down(range.end, page);
	if (!kx_align_up(range.start, page, &range.start) ||
	    range.start > range.end)
		range.start = range.end;
	return range;
}

struct kx_range kx_range_intersect(struct kx_range a, struct kx_range b)
{
	struct kx_range both = {
		.start = a.start > b.start ? a.start : b.start,
		.end = a.end < b.end ? a.end : b.end,
	};

	if (both.start > both.end)
		both.end = both.start;
	return both;
}
