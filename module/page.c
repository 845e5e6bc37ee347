// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory allocation: pages that no copy may overwrite, arrays with an element
 * for each page of an image, copies of user memory.
 */
#include "module/page.h"

#include "core/copylist.h"
#include "module/image.h"
#include "module/oom.h"
#include "module/region.h"

#include <linux/err.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

struct page *kxm_page_alloc(gfp_t more)
{
	return kxm_oom_must_stop() ? NULL : alloc_page(KXM_GFP | more);
}

static struct page *spare_page(struct kxm_image *image)
{
	struct page *page;

	for (;;) {
		page = kxm_page_alloc(__GFP_ZERO);
		if (!page || !kx_copylist_is_destination(&image->list,
							 page_to_pfn(page)))
			return page;
		/* Keep the page, or the allocator would return it again. */
		list_add(&page->lru, &image->unused);
	}
}

void *kxm_image_control_page(struct kxm_image *image)
{
	struct page *page =
		image->is_crash ? kxm_region_page(image) : spare_page(image);

	if (!page)
		return NULL;
	list_add(&page->lru, &image->control);
	return page_address(page);
}

void kxm_free_pages(struct list_head *pages)
{
	struct page *next;
	struct page *page;

	list_for_each_entry_safe(page, next, pages, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

void *kxm_image_array(u64 count, size_t size)
{
	if (kxm_oom_must_stop())
		return NULL;
	/* __vmalloc() warns about a size of 0. */
	return __vmalloc(max_t(size_t, array_size(count, size), 1), KXM_GFP);
}

void *kxm_copy_of_user(const void __user *from, size_t size)
{
	void *copy = kmalloc(size, KXM_GFP);

	if (!copy)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(copy, from, size)) {
		kfree(copy);
		return ERR_PTR(-EFAULT);
	}
	return copy;
}
