/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Scratch memory that the caller gives: core/ itself never allocates. */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include "kx_port.h"

struct kx_arena {
	u8 *base; /* the caller's, and so is everything taken from it */
	u64 size; /* bytes */
	u64 used; /* bytes */
};

/**
 * kx_arena_take - take zeroed bytes
 * @arena: where from
 * @size: bytes
 * @align: a power of two; relative to the arena's base
 *
 * Return: the bytes, valid as long as the arena's memory; NULL, and @arena
 * unchanged, if it has no room.
 */
KX_MUST_CHECK void *kx_arena_take(struct kx_arena *arena, u64 size, u64 align);

#endif
