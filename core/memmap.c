// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Memory maps. One operation does the work: cut a range out of the existing
 * entries, then put the new entry in its place. Sources are inconsistent
 * (firmware maps overlap), so the last call for a range wins. No operation
 * walks the whole map, so each step is fast even with tens of thousands of
 * ranges.
 */
#include "core/memmap.h"
#include "core/err.h"

static void insert_at(struct kx_memmap *map, u32 at, struct kx_memory entry)
{
	memmove(&map->entries[at + 1], &map->entries[at],
		(map->count - at) * sizeof(entry));
	map->entries[at] = entry;
	map->count++;
}

static void remove_at(struct kx_memmap *map, u32 at, u32 count)
{
	map->count -= count;
	memmove(&map->entries[at], &map->entries[at + count],
		(map->count - at) * sizeof(*map->entries));
}

u32 kx_memmap_find(const struct kx_memmap *map, u64 address)
{
	u32 low = 0;
	u32 high = map->count;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (map->entries[middle].range.end > address)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

int kx_memmap_clear(struct kx_memmap *map, struct kx_range range)
{
	u32 first = kx_memmap_find(map, range.start);
	struct kx_memory *entry = &map->entries[first];
	u32 end;

	if (kx_range_is_empty(range) || first == map->count)
		return 0;
	if (entry->range.start < range.start && entry->range.end > range.end) {
		struct kx_memory right = *entry;

		if (map->count == map->capacity)
			return -KX_E_FULL;
		entry->range.end = range.start;
		right.range.start = range.end;
		insert_at(map, first + 1, right);
		return 0;
	}
	if (entry->range.start < range.start) {
		entry->range.end = range.start;
		first++;
	}
	end = kx_memmap_find(map, range.end);
	if (end > first)
		remove_at(map, first, end - first);
	if (first < map->count && map->entries[first].range.start < range.end)
		map->entries[first].range.start = range.end;
	return 0;
}

/*
 * Ranges of these types are separate devices, and adjacent ones may differ in
 * node or speed. Linux does not merge them either (e820_nomerge(), 7.3:
 * e820_type_mergeable()).
 */
static bool is_mergeable(u32 type)
{
	return type != KX_MEM_PRAM && type != KX_MEM_SOFT_RESERVED;
}

/* Merge entry @at with the next one, if they touch and have the same type. */
static void merge_next(struct kx_memmap *map, u32 at)
{
	struct kx_memory *entry = &map->entries[at];

	if (at + 1 >= map->count || entry[0].type != entry[1].type ||
	    !is_mergeable(entry[0].type) ||
	    entry[0].range.end != entry[1].range.start)
		return;
	entry[0].range.end = entry[1].range.end;
	remove_at(map, at + 1, 1);
}

/* Whether @range is a part of one entry that has @type already. */
static bool is_part(const struct kx_memmap *map, struct kx_range range,
		    u32 type)
{
	u32 at = kx_memmap_find(map, range.start);

	return at < map->count && map->entries[at].type == type &&
	       kx_range_contains(map->entries[at].range, range);
}

int kx_memmap_set(struct kx_memmap *map, struct kx_range range, u32 type)
{
	struct kx_memory entry = { .range = range, .type = type };
	u32 at;
	int err;

	if (kx_range_is_empty(range) || is_part(map, range, type))
		return 0;
	/* The split and the new entry add at most two entries. */
	if (map->capacity - map->count < 2)
		return -KX_E_FULL;
	err = kx_memmap_clear(map, range);
	if (err)
		return err;
	at = kx_memmap_find(map, range.start);
	insert_at(map, at, entry);
	merge_next(map, at);
	if (at)
		merge_next(map, at - 1);
	return 0;
}

bool kx_memmap_covers(const struct kx_memmap *map, struct kx_range range,
		      u32 type)
{
	u32 i = kx_memmap_find(map, range.start);

	for (; i < map->count && !kx_range_is_empty(range); i++) {
		const struct kx_memory *entry = &map->entries[i];

		if (entry->type != type ||
		    !kx_range_has(entry->range, range.start))
			return false;
		range.start = entry->range.end < range.end ? entry->range.end
							   : range.end;
	}
	return kx_range_is_empty(range);
}
