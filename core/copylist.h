/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What relocation copies. An image waits in pages that the allocator happened
 * to give ("source pages") and is moved to its destinations just before the
 * jump. The invariant that makes the order of copies irrelevant: a source
 * page is its own destination, or nobody's.
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
	u64 first_index[KX_SEGMENT_MAX];      /* of the range's first page */
	u64 pages;			      /* in all ranges together */
	u64 *source;			      /* [pages], the caller's */
};

/* What became of a page that was offered; see kx_copylist_offer(). */
enum kx_offer {
	KX_OFFER_TAKEN,
	KX_OFFER_MOVE,
	KX_OFFER_KEPT,
};

/**
 * kx_copylist_init - an empty list for segments that passed the rules
 * @list: filled
 * @segments: checked by kx_segments_check()
 * @page_size: bytes
 * @source: room for kx_copylist_pages() numbers; the caller's, must outlive
 *          @list
 */
void kx_copylist_init(struct kx_copylist *list, struct kx_segments segments,
		      u64 page_size, u64 *source);

/** kx_copylist_pages - destination pages of checked segments, together */
u64 kx_copylist_pages(struct kx_segments segments, u64 page_size);

/**
 * kx_copylist_is_destination - will relocation write to this page?
 * Constant time (at most 16 comparisons).
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
 * @fresh: pfn of a page that the caller has just got
 * @source: filled unless the answer is KX_OFFER_KEPT: the page into which the
 *          caller now writes @index's bytes
 *
 * The list owns @fresh from now on: the caller frees the pages of
 * kx_copylist_source() and no others. Constant time.
 *
 * Return:
 * KX_OFFER_TAKEN: @fresh is the source;
 * KX_OFFER_MOVE: @fresh is the destination of bytes that wait in *@source:
 * the caller copies page *@source to page @fresh and then uses *@source;
 * KX_OFFER_KEPT: @fresh is a destination itself and waits for its bytes, or,
 * where none come, for relocation, which passes over pages in place: the
 * caller fills it with zeroes now, and offers another page for @index.
 */
enum kx_offer kx_copylist_offer(struct kx_copylist *list, u64 index, u64 fresh,
				u64 *source);

/* One step of relocation; never overlaps itself. */
struct kx_copy {
	u64 dest;   /* pfn */
	u64 source; /* pfn, or KX_NO_PFN: fill with zeroes */
	u64 pages;
};

/**
 * kx_copylist_next - walk the steps, each as long as it can be
 * @list: the list; destinations without a source become zero
 * @cursor: 0 at first; the walk's place, in destination pages
 * @copy: filled when the answer is true
 *
 * Pages that are in place already are passed over. Linear over a whole walk.
 *
 * Return: whether there was another step.
 */
bool kx_copylist_next(const struct kx_copylist *list, u64 *cursor,
		      struct kx_copy *copy);

#endif
