// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Dumps contain memory twice: the kernel's image is part of RAM, and QEMU
 * writes every mapping. A load inside another one is dropped. Then both starts
 * and ends increase from load to load, and one binary search finds the only
 * candidate.
 */
#include "tool/vmcore_dmesg/load_map.h"

#include <stdlib.h>

int load_map_add(struct load_map *map, const struct load *load)
{
	size_t count = map->count;
	struct load *grown;

	if (!load->size || load->start + load->size < load->start)
		return 0;
	if (!(count & (count - 1))) {
		grown = realloc(map->loads,
				(count ? 2 * count : 1) * sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		map->loads = grown;
	}
	map->loads[map->count++] = *load;
	return 0;
}

/* By start; of loads with the same start, the longest first. */
static int compare(const void *left, const void *right)
{
	const struct load *a = left;
	const struct load *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return (a->size < b->size) - (a->size > b->size);
}

void load_map_sort(struct load_map *map)
{
	u64 end = 0;
	size_t kept = 0;
	size_t i;

	if (map->count)
		qsort(map->loads, map->count, sizeof(*map->loads), compare);
	for (i = 0; i < map->count; i++) {
		if (map->loads[i].start + map->loads[i].size <= end)
			continue;
		end = map->loads[i].start + map->loads[i].size;
		map->loads[kept++] = map->loads[i];
	}
	map->count = kept;
}

const struct load *load_map_find(const struct load_map *map, u64 address)
{
	size_t low = 0;
	size_t high = map->count;
	size_t middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (map->loads[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low ||
	    address - map->loads[low - 1].start >= map->loads[low - 1].size)
		return NULL;
	return &map->loads[low - 1];
}

void load_map_free(struct load_map *map)
{
	free(map->loads);
	*map = (struct load_map){ .count = 0 };
}
