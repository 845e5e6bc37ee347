// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads boot data: offsets are those of Linux zero-page.rst. A pointer that
 * leads out of the segment gives an error, not a crash.
 */
#include "test/unit/core/read_plan.h"

#include <string.h>

#define SETUP_EXT 1

u64 read_number(const void *at, u32 width)
{
	const u8 *bytes = at;
	u64 value = 0;

	while (width--)
		value = value << 8 | bytes[width];
	return value;
}

struct kx_range read_range(const struct kx_segment *segment)
{
	return (struct kx_range){ segment->mem, segment->mem + segment->memsz };
}

const struct kx_segment *read_segment(const struct kx_plan *plan,
				      const char *name)
{
	u32 i;

	for (i = 0; i < plan->count; i++)
		if (!strcmp(kx_part_name(plan->parts[i]), name))
			return &plan->segments[i];
	return NULL;
}

const u8 *read_bytes(const struct kx_segment *segment, u64 address, u64 size)
{
	if (address < segment->mem || address - segment->mem > segment->bufsz ||
	    segment->bufsz - (address - segment->mem) < size)
		return NULL;
	return (const u8 *)segment->buf + (address - segment->mem);
}

static bool read_entries(const u8 *from, u64 count, struct kx_memmap *map)
{
	if (!from || count > map->capacity - map->count)
		return false;
	for (; count; count--, from += 20)
		map->entries[map->count++] = (struct kx_memory){
			{ read_number(from, 8),
			  read_number(from, 8) + read_number(from + 8, 8) },
			(u32)read_number(from + 16, 4),
		};
	return true;
}

const char *read_e820(const struct kx_segment *data, const u8 *params,
		      struct kx_memmap *map)
{
	u64 node = read_number(params + 0x250, 8);

	if (!read_entries(params + 0x2d0, params[0x1e8], map))
		return "e820 has too many entries";
	while (node) {
		const u8 *header = read_bytes(data, node, 16);
		u64 size = header ? read_number(header + 12, 4) : 0;

		if (!header)
			return "setup_data lies elsewhere";
		if (read_number(header + 8, 4) == SETUP_EXT &&
		    !read_entries(read_bytes(data, node + 16, size), size / 20,
				  map))
			return "e820 goes on elsewhere";
		node = read_number(header, 8);
	}
	return NULL;
}

bool read_cmdline(const struct kx_segment *data, const u8 *params,
		  const char *first, struct kx_bytes rest, u64 *address)
{
	u64 start = read_number(params + 0x0c8, 4) << 32 |
		    read_number(params + 0x228, 4);
	u64 size = strlen(first);
	const u8 *line = read_bytes(data, start, size + rest.size + 1);

	if (!line || memcmp(line, first, size) != 0 ||
	    (rest.size && memcmp(line + size, rest.data, rest.size) != 0) ||
	    line[size + rest.size])
		return false;
	*address = start;
	return true;
}
