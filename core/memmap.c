// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Memory maps. One operation does the work: cut a range out of what is there,
 * then put the new entry in its place. Sources contradict themselves (firmware
 * maps overlap), so the last word on a range wins.
 */
#include "memmap.h"
#include "err.h"

static void insert_at(struct kx_memmap *map, u32 at, struct kx_memory entry)
{
	memmove(&map->entries[at + 1], &map->entries[at],
		(map->count - at) * sizeof(entry));
	map->entries[at] = entry;
	map->count++;
}

static void remove_at(struct kx_memmap *map, u32 at)
{
	map->count--;
	memmove(&map->entries[at], &map->entries[at + 1],
		(map->count - at) * sizeof(*map->entries));
}

int kx_memmap_clear(struct kx_memmap *map, struct kx_range range)
{
	u32 i = 0;

	if (kx_range_is_empty(range))
		return 0;
	while (i < map->count) {
		struct kx_memory *entry = &map->entries[i];
		struct kx_memory right = *entry;

		if (!kx_range_overlaps(entry->range, range)) {
			i++;
		} else if (kx_range_contains(range, entry->range)) {
			remove_at(map, i);
		} else if (entry->range.start >= range.start) {
			entry->range.start = range.end;
			i++;
		} else if (entry->range.end <= range.end) {
			entry->range.end = range.start;
			i++;
		} else {
			if (map->count == map->capacity)
				return -KX_E_FULL;
			entry->range.end = range.start;
			right.range.start = range.end;
			insert_at(map, i + 1, right);
			i += 2;
		}
	}
	return 0;
}

/*
 * Ranges of these types are devices of their own, and touching ones may differ
 * in node or speed: Linux keeps them apart, too (e820_nomerge(), 7.3:
 * e820_type_mergeable()).
 */
static bool is_mergeable(u32 type)
{
	return type != KX_MEM_PRAM && type != KX_MEM_SOFT_RESERVED;
}

/* Join entry @at with the one after it, if they touch and are of one type. */
static void merge_next(struct kx_memmap *map, u32 at)
{
	struct kx_memory *entry = &map->entries[at];

	if (at + 1 >= map->count || entry[0].type != entry[1].type ||
	    !is_mergeable(entry[0].type) ||
	    entry[0].range.end != entry[1].range.start)
		return;
	entry[0].range.end = entry[1].range.end;
	remove_at(map, at + 1);
}

/* Is @range a part of one entry that has @type already? */
static bool is_part(const struct kx_memmap *map, struct kx_range range,
		    u32 type)
{
	u32 i;

	for (i = 0; i < map->count; i++)
		if (map->entries[i].type == type &&
		    kx_range_contains(map->entries[i].range, range))
			return true;
	return false;
}

int kx_memmap_set(struct kx_memmap *map, struct kx_range range, u32 type)
{
	struct kx_memory entry = { .range = range, .type = type };
	u32 at = 0;
	int err;

	if (kx_range_is_empty(range) || is_part(map, range, type))
		return 0;
	/* A split and the new entry: at most two more than now. */
	if (map->capacity - map->count < 2)
		return -KX_E_FULL;
	err = kx_memmap_clear(map, range);
	if (err)
		return err;
	while (at < map->count && map->entries[at].range.start < range.start)
		at++;
	insert_at(map, at, entry);
	merge_next(map, at);
	if (at)
		merge_next(map, at - 1);
	return 0;
}

bool kx_memmap_covers(const struct kx_memmap *map, struct kx_range range,
		      u32 type)
{
	u32 i;

	for (i = 0; i < map->count && !kx_range_is_empty(range); i++) {
		const struct kx_memory *entry = &map->entries[i];

		if (entry->type == type &&
		    kx_range_has(entry->range, range.start))
			range.start = entry->range.end < range.end
					      ? entry->range.end
					      : range.end;
	}
	return kx_range_is_empty(range);
}
