/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Scratch memory that the caller provides: core/ itself never allocates. */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include "kx_port.h"

struct kx_arena {
	u8 *base; /* owned by the caller, like every allocation */
	u64 size; /* bytes */
	u64 used; /* bytes */
};

/**
 * kx_arena_take - take zeroed bytes
 * @arena: source of the bytes
 * @size: bytes
 * @align: a power of two; relative to the arena's base
 *
 * Return: the bytes, valid as long as the arena's memory; NULL, with @arena
 * unchanged, if there is not enough room.
 */
KX_MUST_CHECK void *kx_arena_take(struct kx_arena *arena, u64 size, u64 align);

#endif
