// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The copy list is an array with one number for each destination page: the pfn
 * of its source page. Destinations are at most 16 ranges, so finding the
 * destination index of a page is a short search, and everything else is an
 * array access. No list is walked, whatever the image's size.
 */
#include "core/copylist.h"

u64 kx_copylist_pages(struct kx_segments segments, u64 page_size)
{
	u64 pages = 0;
	u32 i;

	for (i = 0; i < segments.count; i++)
		pages += segments.segments[i].memsz / page_size;
	return pages;
}

void kx_copylist_init(struct kx_copylist *list, struct kx_segments segments,
		      u64 page_size, u64 *source)
{
	u64 pages = 0;
	u32 i;

	for (i = 0; i < segments.count; i++) {
		const struct kx_segment *segment = &segments.segments[i];
		struct kx_range *dest = &list->dest[i];

		dest->start = segment->mem / page_size;
		dest->end = dest->start + segment->memsz / page_size;
		list->first_index[i] = pages;
		pages += kx_range_size(*dest);
	}
	list->count = segments.count;
	list->pages = pages;
	list->source = source;
	memset(source, 0xff, pages * sizeof(*source));
}

/* Index of the destination page @pfn; false if it is not a destination. */
static bool index_of(const struct kx_copylist *list, u64 pfn, u64 *index)
{
	u32 i;

	for (i = 0; i < list->count; i++) {
		if (!kx_range_has(list->dest[i], pfn))
			continue;
		*index = list->first_index[i] + (pfn - list->dest[i].start);
		return true;
	}
	return false;
}

bool kx_copylist_is_destination(const struct kx_copylist *list, u64 pfn)
{
	u64 index;

	return index_of(list, pfn, &index);
}

enum kx_offer kx_copylist_offer(struct kx_copylist *list, u64 index, u64 fresh,
				u64 *source)
{
	u64 own;
	u64 waiting;

	if (!index_of(list, fresh, &own) || own == index) {
		list->source[index] = fresh;
		*source = fresh;
		return KX_OFFER_TAKEN;
	}
	waiting = list->source[own];
	list->source[own] = fresh;
	if (waiting == KX_NO_PFN)
		return KX_OFFER_KEPT;
	/* Not a destination itself, or it would be in place already. */
	list->source[index] = waiting;
	*source = waiting;
	return KX_OFFER_MOVE;
}

/*
 * The range that contains a destination index; indices are below @list->pages.
 */
static u32 range_of(const struct kx_copylist *list, u64 index)
{
	u32 i = list->count - 1;

	while (index < list->first_index[i])
		i--;
	return i;
}

static bool continues(const struct kx_copylist *list, const struct kx_copy *run,
		      u64 index)
{
	if (run->source == KX_NO_PFN)
		return list->source[index] == KX_NO_PFN;
	return list->source[index] == run->source + run->pages;
}

bool kx_copylist_next(const struct kx_copylist *list, u64 *cursor,
		      struct kx_copy *copy)
{
	while (*cursor < list->pages) {
		u32 i = range_of(list, *cursor);
		u64 base = list->first_index[i];
		u64 last = base + kx_range_size(list->dest[i]);
		struct kx_copy run = {
			.dest = list->dest[i].start + (*cursor - base),
			.source = list->source[*cursor],
			.pages = 0,
		};

		do {
			run.pages++;
			(*cursor)++;
		} while (*cursor < last && continues(list, &run, *cursor));
		if (run.source == run.dest)
			continue;
		*copy = run;
		return true;
	}
	return false;
}
