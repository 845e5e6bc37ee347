/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An ELF core's memory by address: physical ones, or virtual ones. */
#ifndef TOOL_VMCORE_DMESG_LOAD_MAP_H
#define TOOL_VMCORE_DMESG_LOAD_MAP_H

#include "kx_port.h"

/* Addresses [start, start + size); the end fits 64 bits. */
struct load {
	u64 start;
	u64 size;
	u64 at;	       /* where its first byte is in the file */
	u64 file_size; /* bytes in the file; zeroes follow in memory */
};

struct load_map {
	struct load *loads;
	size_t count;
};

/**
 * load_map_add - one more load
 *
 * One without a size, or whose end doesn't fit 64 bits, is left out.
 *
 * Return: 0 or -ENOMEM.
 */
KX_MUST_CHECK int load_map_add(struct load_map *map, const struct load *load);

/** load_map_sort - all loads are there: make the map ready for searches */
void load_map_sort(struct load_map *map);

/**
 * load_map_find - the load that has an address
 *
 * In time that grows with the logarithm of the number of loads, whatever they
 * are. Where several have an address it is one of them.
 *
 * Return: one of @map's, or NULL.
 */
const struct load *load_map_find(const struct load_map *map, u64 address);

void load_map_free(struct load_map *map);

#endif
