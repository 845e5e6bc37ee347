/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Which pages relocation copies. While an image is loaded, its contents are in
 * pages from the allocator ("source pages"). They are copied to their
 * destinations just before the jump. The order of copies does not matter,
 * because of one invariant: a source page is either its own destination or no
 * destination.
 *
 * Pages are counted by page frame number (pfn). Destination pages have an
 * index: 0 for the first page of the first segment, and so on through all
 * segments.
 */
#ifndef CORE_COPYLIST_H
#define CORE_COPYLIST_H

#include "core/range.h"
#include "core/segment.h"
#include "kx_port.h"

/* No source page: the destination becomes zero. */
#define KX_NO_PFN (~0ULL)

struct kx_copylist {
	u32 count;			      /* ranges */
	struct kx_range dest[KX_SEGMENT_MAX]; /* in pfns, not bytes */
	u64 first_index[KX_SEGMENT_MAX]; /* index of the range's first page */
	u64 pages;			 /* of all ranges together */
	u64 *source;			 /* [pages], owned by the caller */
};

/* The result of an offered page; see kx_copylist_offer(). */
enum kx_offer {
	KX_OFFER_TAKEN,
	KX_OFFER_MOVE,
	KX_OFFER_KEPT,
};

/**
 * kx_copylist_init - make an empty list for checked segments
 * @list: filled
 * @segments: checked by kx_segments_check()
 * @page_size: bytes
 * @source: room for kx_copylist_pages() numbers; owned by the caller, must
 *	    outlive @list
 */
void kx_copylist_init(struct kx_copylist *list, struct kx_segments segments,
		      u64 page_size, u64 *source);

/** kx_copylist_pages - number of destination pages of checked segments */
u64 kx_copylist_pages(struct kx_segments segments, u64 page_size);

/**
 * kx_copylist_is_destination - whether relocation will write to this page;
 * constant time (at most 16 comparisons)
 */
bool kx_copylist_is_destination(const struct kx_copylist *list, u64 pfn);

/** kx_copylist_source - the source page of a destination, or KX_NO_PFN */
static inline u64 kx_copylist_source(const struct kx_copylist *list, u64 index)
{
	return list->source[index];
}

/**
 * kx_copylist_offer - offer a fresh page as source of a destination
 * @list: the list
 * @index: the destination, which has no source yet
 * @fresh: pfn of a newly allocated page
 * @source: filled except for KX_OFFER_KEPT: the page that the caller must fill
 *	    with the contents of @index
 *
 * The list owns @fresh from now on: the caller frees the pages of
 * kx_copylist_source() and no others. Constant time.
 *
 * Return: KX_OFFER_TAKEN: @fresh is the source. KX_OFFER_MOVE: @fresh is the
 * destination of contents that are in *@source now; the caller copies page
 * *@source to page @fresh and then uses *@source. KX_OFFER_KEPT: @fresh is
 * itself a destination and is kept as its own source. The caller fills @fresh
 * with zeroes now, because it may get no contents and relocation skips pages in
 * place, and offers another page for @index.
 */
enum kx_offer kx_copylist_offer(struct kx_copylist *list, u64 index, u64 fresh,
				u64 *source);

/* One step of relocation; source and destination never overlap. */
struct kx_copy {
	u64 dest;   /* pfn */
	u64 source; /* pfn, or KX_NO_PFN: fill with zeroes */
	u64 pages;
};

/**
 * kx_copylist_next - iterate over the steps, each as long as possible
 * @list: the list; destinations without a source become zero
 * @cursor: 0 at first; the position of the iteration, in destination pages
 * @copy: filled if the function returns true
 *
 * Pages that are in place already are skipped. A whole iteration takes linear
 * time.
 *
 * Return: whether there was another step.
 */
bool kx_copylist_next(const struct kx_copylist *list, u64 *cursor,
		      struct kx_copy *copy);

#endif
