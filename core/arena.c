// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A bump allocator: what a loader composes must live as long as its plan. */
#include "core/arena.h"
#include "core/range.h"

void *kx_arena_take(struct kx_arena *arena, u64 size, u64 align)
{
	u64 start;

	if (!kx_align_up(arena->used, align, &start) || start > arena->size ||
	    size > arena->size - start)
		return NULL;
	arena->used = start + size;
	memset(arena->base + start, 0, size);
	return arena->base + start;
}
