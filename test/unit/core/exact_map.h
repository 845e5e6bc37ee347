/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Memory maps in heap blocks of exact size: a sanitizer detects a read of one
 * entry too many, which a larger array would hide.
 */
#ifndef TEST_UNIT_CORE_EXACT_MAP_H
#define TEST_UNIT_CORE_EXACT_MAP_H

#include "core/crash.h"
#include "core/plan.h"

#include <stdlib.h>
#include <string.h>

/* A copy of @map in an exact block; exact_map_free() frees it. */
static inline struct kx_memmap exact_map(const struct kx_memmap *map)
{
	size_t size = map->count * sizeof(*map->entries);
	struct kx_memmap copy = { malloc(size), map->count, map->count };

	if (!copy.entries)
		abort();
	if (size)
		memcpy(copy.entries, map->entries, size);
	return copy;
}

static inline void exact_map_free(struct kx_memmap *map)
{
	free(map->entries);
	map->entries = NULL;
}

/* Calls kx_plan_make() with exact copies of all maps of @request. */
static inline int exact_plan_make(const struct kx_request *request,
				  const char *type, struct kx_plan *plan,
				  struct kx_fault *fault)
{
	static const struct kx_memmap none;
	struct kx_request exact = *request;
	struct kx_machine machine = *request->machine;
	struct kx_crash crash = { 0 };
	struct kx_memmap dump;
	int err;

	if (request->crash)
		crash = *request->crash;
	dump = exact_map(crash.elfcore.memory ? crash.elfcore.memory : &none);
	machine.firmware = exact_map(&request->machine->firmware);
	machine.usable = exact_map(&request->machine->usable);
	crash.elfcore.memory = &dump;
	exact.machine = &machine;
	exact.crash = request->crash ? &crash : NULL;
	err = kx_plan_make(&exact, type, plan, fault);
	exact_map_free(&dump);
	exact_map_free(&machine.firmware);
	exact_map_free(&machine.usable);
	return err;
}

/* The same with an arena in a block of exactly @size bytes. */
static inline int exact_plan_make_in(const struct kx_request *request, u64 size,
				     struct kx_plan *plan,
				     struct kx_fault *fault)
{
	struct kx_arena arena = { malloc(size), size, 0 };
	struct kx_request exact = *request;
	int err;

	if (!arena.base)
		abort();
	exact.arena = &arena;
	err = exact_plan_make(&exact, NULL, plan, fault);
	free(arena.base);
	return err;
}

#endif
