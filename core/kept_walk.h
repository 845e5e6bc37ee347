/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the walks over EFI's and ACPI's tables share; for core/kept*.c alone. */
#ifndef CORE_KEPT_WALK_H
#define CORE_KEPT_WALK_H

#include "core/kept.h"

/* The first bytes of a table, and more than most have to be asked for. */
#define KX_KEPT_READ 48
/* No table is larger: one that says so is damaged. */
#define KX_KEPT_LARGEST (16U << 20)

struct kx_kept_walk {
	const struct kx_kept *kept;
	struct kx_memmap *usable;
	u32 reads;  /* that the table at hand may still cost */
	u32 missed; /* tables, as kx_kept_clear() counts them */
};

/**
 * kx_kept_read - bytes of a table
 * @bytes: @size bytes, at most KX_KEPT_READ
 *
 * Return: whether @bytes has them; false, too, once the table at hand has used
 * up its reads, which ends chains that are circles.
 */
KX_MUST_CHECK bool kx_kept_read(struct kx_kept_walk *walk, u64 at, u8 *bytes,
				size_t size);

/** kx_kept_number - a little-endian number of @width bytes, at most 8 */
static inline u64 kx_kept_number(const u8 *bytes, u32 width)
{
	u64 number = 0;

	while (width--)
		number = number << 8 | bytes[width];
	return number;
}

/**
 * kx_kept_keep - no segment in [@at, @at + @size), to whole pages
 *
 * It counts as missed if @usable has no room to leave it out, or if it wraps
 * and begins where @usable has memory.
 */
void kx_kept_keep(struct kx_kept_walk *walk, u64 at, u64 size);

/**
 * kx_kept_miss - a table's size can't be had
 *
 * The page that it begins in is kept. It counts as missed if that was usable.
 */
void kx_kept_miss(struct kx_kept_walk *walk, u64 at);

/** kx_kept_acpi - keep ACPI's tables; @rsdp: address of the root pointer */
void kx_kept_acpi(struct kx_kept_walk *walk, u64 rsdp);

#endif
