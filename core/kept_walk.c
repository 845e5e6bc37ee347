// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads firmware tables and keeps their pages. Any address and size may be
 * wrong.
 */
#include "core/kept_walk.h"

#include "core/range.h"

#define PAGE_BYTES 4096

bool kx_kept_read(struct kx_kept_walk *walk, u64 at, u8 *bytes, size_t size)
{
	const struct kx_kept *kept = walk->kept;
	const struct kx_memmap *memory = kept->memory;
	u32 i = kx_memmap_find(memory, at);
	struct kx_range range;

	if (!walk->reads || !kx_range_make(at, size, &range) ||
	    i == memory->count ||
	    !kx_range_contains(memory->entries[i].range, range))
		return false;
	walk->reads--;
	return kept->read(kept->data, at, bytes, size);
}

/* Whole pages; false if the end is above the start of the last page. */
static bool page_range(u64 at, u64 size, struct kx_range *pages)
{
	struct kx_range range;

	if (!kx_range_make(at, size, &range) ||
	    !kx_align_up(range.end, PAGE_BYTES, &range.end))
		return false;
	range.start = kx_align_down(range.start, PAGE_BYTES);
	*pages = range;
	return true;
}

static bool is_usable(const struct kx_memmap *usable, u64 at)
{
	u32 i = kx_memmap_find(usable, at);

	return i < usable->count && kx_range_has(usable->entries[i].range, at);
}

void kx_kept_keep(struct kx_kept_walk *walk, u64 at, u64 size)
{
	struct kx_range pages;

	if (!page_range(at, size, &pages))
		walk->missed += is_usable(walk->usable, at);
	else if (kx_memmap_clear(walk->usable, pages))
		walk->missed++;
}

void kx_kept_miss(struct kx_kept_walk *walk, u64 at)
{
	if (!is_usable(walk->usable, at))
		return;
	kx_kept_keep(walk, at, 1);
	walk->missed++;
}
