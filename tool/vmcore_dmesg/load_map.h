/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An ELF core's memory by address: physical ones, or virtual ones. */
#ifndef TOOL_VMCORE_DMESG_LOAD_MAP_H
#define TOOL_VMCORE_DMESG_LOAD_MAP_H

#include "kx_port.h"

/* Addresses [start, start + size); the end fits 64 bits. */
struct load {
	u64 start;
	u64 size;
	u64 at;	       /* offset of its first byte in the file */
	u64 file_size; /* bytes in the file; the rest of memory is zeroes */
};

struct load_map {
	struct load *loads;
	size_t count;
};

/**
 * load_map_add - add a load
 *
 * A load without a size, or whose end does not fit in 64 bits, is left out.
 *
 * Return: 0 or -ENOMEM.
 */
KX_MUST_CHECK int load_map_add(struct load_map *map, const struct load *load);

/** load_map_sort - prepare the map for searches, when all loads are added */
void load_map_sort(struct load_map *map);

/**
 * load_map_find - find the load that contains an address
 *
 * Takes time logarithmic in the number of loads, whatever they contain. If
 * several loads contain the address, it is one of them.
 *
 * Return: one of @map's, or NULL.
 */
const struct load *load_map_find(const struct load_map *map, u64 address);

void load_map_free(struct load_map *map);

#endif
