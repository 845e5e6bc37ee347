// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a crash image unchanged since it was loaded? Each segment has a digest,
 * and so does each page that the jump uses: page tables, descriptor tables,
 * code. All of them are in the region, where the kernel that died should not
 * have written.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/integrity.h"

#include "core/bytes.h"
#include "core/digest.h"
#include "core/range.h"
#include "module/image.h"
#include "module/page.h"

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/vmalloc.h>

/* An array, so that a panic follows no pointers through other memory. */
struct kxm_page_digest {
	phys_addr_t at;
	u64 digest;
};

static u64 digest_page(phys_addr_t at)
{
	return kx_digest(kx_bytes(phys_to_virt(at), PAGE_SIZE));
}

int kxm_integrity_seal(struct kxm_image *image)
{
	struct kxm_page_digest *pages;
	struct page *page;
	u32 count = 0;

	list_for_each_entry(page, &image->control, lru)
		count++;
	pages = kxm_image_array(count, sizeof(*pages));
	if (!pages)
		return -ENOMEM;
	count = 0;
	list_for_each_entry(page, &image->control, lru) {
		pages[count].at = page_to_phys(page);
		pages[count].digest = digest_page(page_to_phys(page));
		count++;
	}
	image->pages = pages;
	image->page_count = count;
	return 0;
}

void kxm_integrity_free(struct kxm_image *image)
{
	vfree(image->pages);
}

u64 kxm_image_digest(const struct kxm_image *image, u32 segment)
{
	struct kx_range pfns = image->list.dest[segment];

	return kx_digest(kx_bytes(phys_to_virt(PFN_PHYS(pfns.start)),
				  kx_range_size(pfns) << PAGE_SHIFT));
}

static bool check_segments(const struct kxm_image *image)
{
	bool whole = true;
	u32 i;

	for (i = 0; i < image->list.count; i++) {
		if (kxm_image_digest(image, i) == image->digest[i])
			continue;
		pr_emerg("crash kernel is damaged: segment %u [%#llx, %#llx)\n",
			 i, image->list.dest[i].start << PAGE_SHIFT,
			 image->list.dest[i].end << PAGE_SHIFT);
		whole = false;
	}
	return whole;
}

static bool check_pages(const struct kxm_image *image)
{
	bool whole = true;
	u32 i;

	for (i = 0; i < image->page_count; i++) {
		const struct kxm_page_digest *page = &image->pages[i];

		if (digest_page(page->at) == page->digest)
			continue;
		pr_emerg("crash kernel is damaged: way in, page %#llx\n",
			 page->at);
		whole = false;
	}
	return whole;
}

bool kxm_integrity_check(const struct kxm_image *image)
{
	bool whole = check_segments(image);

	return check_pages(image) && whole;
}
