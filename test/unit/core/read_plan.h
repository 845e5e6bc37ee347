/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A plan's boot data, read as a kernel reads it; for oracles. */
#ifndef TEST_UNIT_CORE_READ_PLAN_H
#define TEST_UNIT_CORE_READ_PLAN_H

#include "core/memmap.h"
#include "core/plan.h"

/** read_number - a little-endian number of @width bytes */
u64 read_number(const void *at, u32 width);

/** read_range - where a segment goes */
struct kx_range read_range(const struct kx_segment *segment);

/** read_segment - the first segment of a name, or NULL */
const struct kx_segment *read_segment(const struct kx_plan *plan,
				      const char *name);

/** read_bytes - @size bytes of a segment at a physical address, or NULL */
const u8 *read_bytes(const struct kx_segment *segment, u64 address, u64 size);

/**
 * read_e820 - the memory map in boot_params, and what setup_data adds to it
 * @data: the segment that has it all
 * @params: where boot_params lie in it
 * @map: filled in the order of the entries; its capacity is enough or not
 *
 * Return: NULL, or what is wrong with it.
 */
const char *read_e820(const struct kx_segment *data, const u8 *params,
		      struct kx_memmap *map);

/**
 * read_cmdline - are these the words of the command line?
 * @first: what comes first
 * @rest: what comes next, and last
 * @address: filled when they are: where the line begins
 */
bool read_cmdline(const struct kx_segment *data, const u8 *params,
		  const char *first, struct kx_bytes rest, u64 *address);

#endif
