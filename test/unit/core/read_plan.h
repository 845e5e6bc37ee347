/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A plan's boot data, read as a kernel reads it; for oracles. */
#ifndef TEST_UNIT_CORE_READ_PLAN_H
#define TEST_UNIT_CORE_READ_PLAN_H

#include "core/memmap.h"
#include "core/plan.h"

/** read_number - get a little-endian number of @width bytes */
u64 read_number(const void *at, u32 width);

/** read_range - get the destination of a segment */
struct kx_range read_range(const struct kx_segment *segment);

/** read_segment - find the first segment of a name, or NULL */
const struct kx_segment *read_segment(const struct kx_plan *plan,
				      const char *name);

/** read_bytes - get @size bytes of a segment at a physical address, or NULL */
const u8 *read_bytes(const struct kx_segment *segment, u64 address, u64 size);

/**
 * read_e820 - read the memory map in boot_params and in setup_data
 * @data: the segment with boot_params and setup_data
 * @params: boot_params in it
 * @map: filled in the order of the entries; may have too little capacity
 *
 * Return: NULL, or the error.
 */
const char *read_e820(const struct kx_segment *data, const u8 *params,
		      struct kx_memmap *map);

/**
 * read_cmdline - compare the command line
 * @first: its beginning
 * @rest: its rest
 * @address: filled if it is equal: the address of the command line
 */
bool read_cmdline(const struct kx_segment *data, const u8 *params,
		  const char *first, struct kx_bytes rest, u64 *address);

#endif
