// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Hole search. Within one free stretch a candidate moves past each range that
 * it overlaps until it fits or leaves the stretch. Each move passes at least
 * one taken range for good, so the search ends. Kept memory is checked last,
 * because that goes page by page.
 */
#include "core/place.h"
#include "core/err.h"

struct search {
	struct kx_taken taken;
	const struct kx_want *want;
	u32 tries; /* tries left */
};

static bool is_kept(struct search *search, struct kx_range candidate,
		    struct kx_range *kept)
{
	const struct kx_keeper *keeper = search->taken.keeper;

	if (!keeper || !search->tries ||
	    !keeper->find(keeper->data, candidate, kept))
		return false;
	search->tries--;
	return true;
}

static bool collides(struct search *search, struct kx_range candidate,
		     struct kx_range *hit)
{
	struct kx_taken taken = search->taken;
	u32 i;

	for (i = 0; i < taken.count; i++) {
		if (kx_range_overlaps(taken.ranges[i], candidate)) {
			*hit = taken.ranges[i];
			return true;
		}
	}
	return is_kept(search, candidate, hit);
}

static bool lowest_in(struct kx_range free, struct search *search,
		      struct kx_range *hole)
{
	const struct kx_want *want = search->want;
	struct kx_range candidate;
	struct kx_range hit = { free.start, free.start };

	do {
		u64 start = hit.end;

		if (!kx_align_up(start, want->align, &start) ||
		    !kx_range_make(start, want->size, &candidate) ||
		    candidate.end > free.end)
			return false;
	} while (collides(search, candidate, &hit));
	*hole = candidate;
	return true;
}

static bool highest_in(struct kx_range free, struct search *search,
		       struct kx_range *hole)
{
	const struct kx_want *want = search->want;
	struct kx_range candidate;
	struct kx_range hit = { free.end, free.end };

	do {
		u64 end = hit.start;

		if (end < free.start || end - free.start < want->size)
			return false;
		candidate.start = kx_align_down(end - want->size, want->align);
		candidate.end = candidate.start + want->size;
		if (candidate.start < free.start)
			return false;
	} while (collides(search, candidate, &hit));
	*hole = candidate;
	return true;
}

int kx_place_find(const struct kx_memmap *map, struct kx_taken taken,
		  const struct kx_want *want, struct kx_range *hole)
{
	struct search search = { taken, want, KX_KEEPER_TRIES };
	bool is_lowest = want->order == KX_PLACE_LOWEST;
	/* Only entries [first, end) overlap the window. */
	u32 first = kx_memmap_find(map, want->within.start);
	u32 end = kx_memmap_find(map, want->within.end);
	u32 i;

	if (!kx_is_power_of_two(want->align))
		return -KX_E_ALIGN;
	if (end < map->count &&
	    map->entries[end].range.start < want->within.end)
		end++;
	for (i = first; i < end; i++) {
		u32 at = is_lowest ? i : end - 1 - (i - first);
		const struct kx_memory *entry = &map->entries[at];
		struct kx_range free;

		if (entry->type != KX_MEM_RAM)
			continue;
		free = kx_range_intersect(entry->range, want->within);
		if (is_lowest ? lowest_in(free, &search, hole)
			      : highest_in(free, &search, hole))
			return search.tries ? 0 : -KX_E_NO_HOLE;
	}
	return -KX_E_NO_HOLE;
}

/* Size from @start up to the next taken range or the end of the stretch. */
static u64 size_from(u64 start, struct kx_range free, struct kx_taken taken)
{
	u64 end = free.end;
	u32 i;

	for (i = 0; i < taken.count; i++) {
		if (kx_range_has(taken.ranges[i], start))
			return 0;
		if (taken.ranges[i].start > start &&
		    taken.ranges[i].start < end)
			end = taken.ranges[i].start;
	}
	return end - start;
}

/* A free stretch begins at the map entry's start or at a taken range's end. */
static u64 largest_in(struct kx_range free, struct kx_taken taken)
{
	u64 largest = size_from(free.start, free, taken);
	u64 size;
	u32 i;

	for (i = 0; i < taken.count; i++) {
		if (!kx_range_has(free, taken.ranges[i].end))
			continue;
		size = size_from(taken.ranges[i].end, free, taken);
		if (size > largest)
			largest = size;
	}
	return largest;
}

u64 kx_place_largest(const struct kx_memmap *map, struct kx_taken taken,
		     struct kx_range within)
{
	u64 largest = 0;
	u64 size;
	u32 i;

	for (i = 0; i < map->count; i++) {
		if (map->entries[i].type != KX_MEM_RAM)
			continue;
		size = largest_in(
			kx_range_intersect(map->entries[i].range, within),
			taken);
		if (size > largest)
			largest = size;
	}
	return largest;
}
