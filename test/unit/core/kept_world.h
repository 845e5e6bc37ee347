/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Memory with firmware tables, all of it usable. The first part has bytes, the
 * rest can't be read. A read outside of the memory map ends the test.
 */
#ifndef TEST_UNIT_CORE_KEPT_WORLD_H
#define TEST_UNIT_CORE_KEPT_WORLD_H

#include "core/bytes.h"
#include "core/kept.h"

#include <stdlib.h>
#include <string.h>

#define WORLD_BASE  0x40000000ULL
#define WORLD_BYTES 0x40000ULL /* with contents */
#define WORLD_END   (WORLD_BASE + 0x10000000ULL)
/* Addresses of EFI's structures. */
#define WORLD_SYSTEM (WORLD_BASE + 0x100)
#define WORLD_CONFIG (WORLD_BASE + 0x1000)

/* Address of the table under test. */
#define AT   (WORLD_BASE + 0x8000)
#define PAGE 0x1000ULL
#define MIB  0x100000ULL
/* EFI's own two pages are always kept. */
#define OWN (2 * PAGE)

/* A number to write into a table. */
struct number {
	u64 at; /* from the table's start */
	u64 value;
	u32 width;
};

struct world {
	u8 *bytes; /* a separate heap block, so a sanitizer detects overreads */
	u32 reads;
	u32 tables;
	struct kx_memory memory[2];
	struct kx_memory usable[2 + KX_KEPT_SPARE];
	struct kx_memmap memory_map;
	struct kx_memmap usable_map;
	struct kx_kept kept;
};

static inline bool world_read(void *data, u64 at, void *to, size_t size)
{
	struct world *world = data;

	world->reads++;
	if (at < WORLD_BASE || at + size > WORLD_END)
		abort();
	if (at + size > WORLD_BASE + WORLD_BYTES) {
		memset(to, 0xee, size);
		return false;
	}
	memcpy(to, world->bytes + (at - WORLD_BASE), size);
	return true;
}

static inline u8 *world_at(const struct world *world, u64 at)
{
	return world->bytes + (at - WORLD_BASE);
}

/* Little-endian, @width bytes. */
static inline void world_put(const struct world *world, u64 at, u64 value,
			     u32 width)
{
	for (; width; width--, value >>= 8)
		*world_at(world, at++) = (u8)value;
}

static inline void world_make(struct world *world)
{
	const struct kx_memory all = { { WORLD_BASE, WORLD_END }, KX_MEM_RAM };

	memset(world, 0, sizeof(*world));
	world->bytes = calloc(1, WORLD_BYTES);
	if (!world->bytes)
		abort();
	world->memory[0] = all;
	world->usable[0] = all;
	world->memory_map = (struct kx_memmap){ world->memory, 1, 2 };
	world->usable_map =
		(struct kx_memmap){ world->usable, 1, 2 + KX_KEPT_SPARE };
	world->kept = (struct kx_kept){ .read = world_read,
					.data = world,
					.memory = &world->memory_map };
}

/* An EFI without tables. */
static inline void world_add_efi(struct world *world)
{
	world->kept.system_table = WORLD_SYSTEM;
	world->kept.config_table = WORLD_CONFIG;
	memcpy(world_at(world, WORLD_SYSTEM), "IBI SYST", 8);
}

static inline void world_add_table(struct world *world, const u8 *guid, u64 at)
{
	const u32 width = world->kept.is_32bit ? 4 : 8;
	u64 entry = WORLD_CONFIG + (u64)world->tables++ * (16 + width);

	memcpy(world_at(world, entry), guid, 16);
	world_put(world, entry + 16, at, width);
	world_put(world, WORLD_SYSTEM + (world->kept.is_32bit ? 64 : 104),
		  world->tables, 4);
}

/* Bytes from @at on that are not usable. */
static inline u64 kept_from(const struct world *world, u64 at)
{
	const struct kx_memmap *map = &world->usable_map;
	u32 i = kx_memmap_find(map, at);
	u64 start = i == map->count ? WORLD_END : map->entries[i].range.start;

	return start <= at ? 0 : start - at;
}

static inline u64 kept_in_all(const struct world *world)
{
	u64 kept = WORLD_END - WORLD_BASE;
	u32 i;

	for (i = 0; i < world->usable_map.count; i++)
		kept -= kx_range_size(world->usable_map.entries[i].range);
	return kept;
}

static inline void world_free(struct world *world)
{
	free(world->bytes);
}

#endif
