/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Shared by the walks over EFI's and ACPI's tables; only for core/kept*.c. */
#ifndef CORE_KEPT_WALK_H
#define CORE_KEPT_WALK_H

#include "core/kept.h"

/* The largest read: the first bytes of a table, enough for most kinds. */
#define KX_KEPT_READ 48
/* Largest plausible size of a table; a larger size means damage. */
#define KX_KEPT_LARGEST (16U << 20)

struct kx_kept_walk {
	const struct kx_kept *kept;
	struct kx_memmap *usable;
	u32 reads;  /* reads left for the current table */
	u32 missed; /* tables, as kx_kept_clear() counts them */
};

/**
 * kx_kept_read - read bytes of a table
 * @bytes: @size bytes, at most KX_KEPT_READ
 *
 * Return: whether @bytes is filled. Also false if the current table has used up
 * its reads; that limit ends circular chains.
 */
KX_MUST_CHECK bool kx_kept_read(struct kx_kept_walk *walk, u64 at, u8 *bytes,
				size_t size);

/** kx_kept_number - get a little-endian number of @width bytes, at most 8 */
static inline u64 kx_kept_number(const u8 *bytes, u32 width)
{
	u64 number = 0;

	while (width--)
		number = number << 8 | bytes[width];
	return number;
}

/**
 * kx_kept_keep - keep segments out of [@at, @at + @size), in whole pages
 *
 * The range counts as missed if @usable has no room for the split, or if it
 * wraps and begins in memory of @usable.
 */
void kx_kept_keep(struct kx_kept_walk *walk, u64 at, u64 size);

/**
 * kx_kept_miss - keep a table whose size can't be read
 *
 * The page that it begins in is kept. It counts as missed if that page was
 * usable.
 */
void kx_kept_miss(struct kx_kept_walk *walk, u64 at);

/** kx_kept_acpi - keep ACPI's tables; @rsdp: address of the root pointer */
void kx_kept_acpi(struct kx_kept_walk *walk, u64 rsdp);

#endif
