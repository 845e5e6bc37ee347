// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stamps of the moments that only the running kernel sees, in an image that has
 * a timeline. Whoever loaded it, its entry says where that is: the image is
 * still in pages of ours, which are copied after the last stamp.
 */
#include "module/timeline.h"

#include "module/image.h"

#include <linux/io.h>
#include <linux/pfn.h>
#include <linux/string.h>
#include <linux/timex.h>

/* The bytes of @size that will be at @pa: in one page, which has a source. */
static void *find_bytes(const struct kxm_image *image, u64 pa, size_t size)
{
	const struct kx_copylist *list = &image->list;
	u64 pfn = PHYS_PFN(pa);
	u32 i;

	if (offset_in_page(pa) + size > PAGE_SIZE)
		return NULL;
	for (i = 0; i < list->count; i++) {
		u64 source;

		if (pfn < list->dest[i].start || pfn >= list->dest[i].end)
			continue;
		source = kx_copylist_source(list, list->first_index[i] + pfn -
							  list->dest[i].start);
		return source == KX_NO_PFN ? NULL
					   : phys_to_virt(PFN_PHYS(source)) +
						     offset_in_page(pa);
	}
	return NULL;
}

static bool is_timeline(const struct kx_timeline *timeline)
{
	return kx_load_le32(timeline->type) == KX_TIMELINE_TYPE &&
	       kx_load_le32(timeline->version) == KX_TIMELINE_VERSION &&
	       kx_load_le32(timeline->count) >= KX_STAMPS &&
	       !memcmp(timeline->name, KX_TIMELINE_NAME,
		       sizeof(timeline->name));
}

struct kx_timeline *kxm_timeline_find(const struct kxm_image *image)
{
	struct kx_timeline *timeline;

	timeline = find_bytes(image, image->entry - KX_TIMELINE_ALIGN,
			      sizeof(*timeline));
	return timeline && is_timeline(timeline) ? timeline : NULL;
}

u64 kxm_timeline_now(void)
{
	return get_cycles();
}

void kxm_timeline_write(struct kx_timeline *timeline, enum kx_stamp which,
			u64 ticks)
{
	if (timeline)
		kx_write_le64(timeline->stamps[which], ticks);
}

void kxm_timeline_stamp(struct kx_timeline *timeline, enum kx_stamp which)
{
	kxm_timeline_write(timeline, which, kxm_timeline_now());
}
