// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image in memory: source pages that hold the segments' bytes, filed in a
 * copy list (core/copylist.h keeps the invariant), and control pages that no
 * copy may hit: copy steps, page tables, the code of the jump.
 */
#include "kexec.h"

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

/*
 * Pages that don't come without killing somebody are not worth it: a load that
 * does not fit fails.
 */
#define GFP_SINGLE (GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

/*
 * Source pages come in blocks of 2 MiB while memory has them at hand: few
 * steps to copy. No memory is moved about to get one.
 */
#define BLOCK_ORDER 9
#define GFP_BLOCK \
	((GFP_KERNEL & ~__GFP_DIRECT_RECLAIM) | __GFP_NOWARN | __GFP_NORETRY)

/* Fresh single pages, cut from a block. */
struct fresh {
	struct page *page;
	unsigned int left;
	bool is_single; /* there are no more blocks */
};

static bool fresh_refill(struct fresh *fresh)
{
	struct page *page = NULL;

	if (!fresh->is_single)
		page = alloc_pages(GFP_BLOCK, BLOCK_ORDER);
	if (page) {
		split_page(page, BLOCK_ORDER);
		fresh->left = 1U << BLOCK_ORDER;
	} else {
		fresh->is_single = true;
		page = alloc_page(GFP_SINGLE);
		if (!page)
			return false;
		fresh->left = 1;
	}
	fresh->page = page;
	return true;
}

static struct page *fresh_take(struct fresh *fresh)
{
	if (!fresh->left && !fresh_refill(fresh))
		return NULL;
	fresh->left--;
	return fresh->page++;
}

static void fresh_return(struct fresh *fresh)
{
	while (fresh->left)
		__free_page(fresh_take(fresh));
}

static void *pfn_address(u64 pfn)
{
	return page_address(pfn_to_page(pfn));
}

/* The page into which destination @index's bytes go; NULL without memory. */
static void *source_page(struct kx_copylist *list, u64 index,
			 struct fresh *fresh)
{
	u64 source = kx_copylist_source(list, index);
	struct page *page;

	if (source != KX_NO_PFN)
		return pfn_address(source);
	for (;;) {
		page = fresh_take(fresh);
		if (!page)
			return NULL;
		switch (kx_copylist_offer(list, index, page_to_pfn(page),
					  &source)) {
		case KX_OFFER_MOVE:
			copy_page(page_address(page), pfn_address(source));
			return pfn_address(source);
		case KX_OFFER_TAKEN:
			return pfn_address(source);
		case KX_OFFER_KEPT:
			clear_page(page_address(page));
		}
	}
}

static int copy_bytes(void *to, const void *from, size_t size,
		      enum kxm_source source)
{
	if (source == KXM_FROM_KERNEL)
		memcpy(to, from, size);
	else if (copy_from_user(to, (const void __user *)from, size))
		return -EFAULT;
	memset(to + size, 0, PAGE_SIZE - size);
	return 0;
}

static int fill_segment(struct kxm_image *image, u32 i, struct fresh *fresh,
			enum kxm_source source)
{
	const struct kx_segment *segment = &image->segments.segments[i];
	u64 index = image->list.first_index[i];
	u64 done;
	int err;

	for (done = 0; done < segment->bufsz; done += PAGE_SIZE) {
		size_t size = min_t(u64, segment->bufsz - done, PAGE_SIZE);
		void *page;

		/* A killed loader must not go on for seconds. */
		if (fatal_signal_pending(current))
			return -ENOMEM;
		page = source_page(&image->list, index++, fresh);
		if (!page)
			return -ENOMEM;
		err = copy_bytes(page, segment->buf + done, size, source);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

static int fill(struct kxm_image *image, enum kxm_source source)
{
	struct fresh fresh = { 0 };
	int err = 0;
	u32 i;

	for (i = 0; i < image->segments.count && !err; i++)
		err = fill_segment(image, i, &fresh, source);
	fresh_return(&fresh);
	return err;
}

void *kxm_image_control_page(struct kxm_image *image)
{
	struct page *page;

	for (;;) {
		page = alloc_page(GFP_SINGLE | __GFP_ZERO);
		if (!page)
			return NULL;
		if (!kx_copylist_is_destination(&image->list,
						page_to_pfn(page)))
			break;
		/* Kept, or the allocator would hand it out again. */
		list_add(&page->lru, &image->unused);
	}
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

/* Write the copy list down as relocate.S reads it. */
static int write_copies(struct kxm_image *image)
{
	u64 *link = &image->copies;
	struct kxm_copies *to = NULL;
	struct kx_copy copy;
	u64 cursor = 0;

	while (kx_copylist_next(&image->list, &cursor, &copy)) {
		if (!to || to->count == KXM_STEPS_A_PAGE) {
			to = kxm_image_control_page(image);
			if (!to)
				return -ENOMEM;
			*link = virt_to_phys(to);
			link = &to->next;
		}
		to->steps[to->count++] = (struct kxm_copy_step){
			.dest = copy.dest << PAGE_SHIFT,
			.source = copy.source == KX_NO_PFN
					  ? ~0ULL
					  : copy.source << PAGE_SHIFT,
			.pages = copy.pages,
		};
		cond_resched();
	}
	return 0;
}

void kxm_image_free(struct kxm_image *image)
{
	u64 index;

	if (!image)
		return;
	kxm_free_pages(&image->control);
	kxm_free_pages(&image->unused);
	for (index = 0; index < image->list.pages; index++) {
		u64 pfn = kx_copylist_source(&image->list, index);

		if (pfn != KX_NO_PFN)
			__free_page(pfn_to_page(pfn));
	}
	kvfree(image->list.source);
	kfree(image);
}

int kxm_image_create(u64 entry, struct kx_segments segments,
		     enum kxm_source source, struct kxm_image **out)
{
	u64 pages = kx_copylist_pages(segments, PAGE_SIZE);
	struct kxm_image *image;
	u64 *sources;
	int err = -ENOMEM;

	image = kzalloc(sizeof(*image), GFP_KERNEL);
	if (!image)
		return err;
	INIT_LIST_HEAD(&image->control);
	INIT_LIST_HEAD(&image->unused);
	image->entry = entry;
	image->segments = segments;
	sources = kvmalloc_array(pages, sizeof(*sources), GFP_KERNEL);
	if (!sources)
		goto free_image;
	kx_copylist_init(&image->list, segments, PAGE_SIZE, sources);
	err = fill(image, source);
	if (!err)
		err = write_copies(image);
	if (!err)
		err = kxm_arch_prepare(image);
	if (err)
		goto free_image;
	kxm_free_pages(&image->unused);
	image->segments = (struct kx_segments){ 0 };
	*out = image;
	return 0;

free_image:
	kxm_image_free(image);
	return err;
}
