// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image in memory: source pages with the segments' bytes, recorded in a copy
 * list (core/copylist.h keeps the invariant), and control pages, which no copy
 * may overwrite: copy steps, page tables, the code of the jump.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/image.h"

#include "core/copylist.h"
#include "core/range.h"
#include "core/segment.h"
#include "module/arch.h"
#include "module/integrity.h"
#include "module/kind.h"
#include "module/kxm.h"
#include "module/oom.h"
#include "module/page.h"
#include "module/timeline.h"
#include "module/vmcoreinfo.h"

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

/*
 * Source pages are allocated in blocks of 2 MiB while such blocks are free, for
 * few copy steps. No memory is reclaimed or compacted to get one.
 *
 * A page that the allocator happens to give at its own destination is kept, and
 * nothing is left to copy. No particular pages are asked for, though most
 * destinations are free: alloc_contig_range() could take them, but it drains
 * the lists of every CPU, has no limit, pins ZONE_MOVABLE, and if it fails it
 * takes back the isolation of memory that somebody else is about to offline. In
 * exchange the downtime was 0.5 % shorter.
 */
#define BLOCK_ORDER get_order(SZ_2M)
#define GFP_BLOCK   (KXM_GFP_AT_HAND & ~__GFP_DIRECT_RECLAIM)

/* Single pages, split from a block. */
struct fresh {
	struct page *page;
	unsigned int left;
	bool is_single; /* no more blocks are free */
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
		page = kxm_page_alloc(0);
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

/*
 * An empty segment may be at an address without memory. A struct page must not
 * be looked up for it: without SPARSEMEM_VMEMMAP that reads a table.
 */
static void *pfn_address(u64 pfn)
{
	return phys_to_virt(PFN_PHYS(pfn));
}

/* The page for the bytes of destination @index. NULL: no memory. */
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

/* If the image returns, the part after a segment's bytes needs pages, too. */
static u64 bytes_to_fill(const struct kxm_image *image,
			 const struct kx_segment *segment)
{
	return image->is_returning ? segment->memsz : segment->bufsz;
}

static int fill_segment(struct kxm_image *image, u32 i, struct fresh *fresh,
			enum kxm_source source)
{
	const struct kx_segment *segment = &image->segments.segments[i];
	u64 index = image->list.first_index[i];
	u64 end = bytes_to_fill(image, segment);
	u64 done;
	int err;

	for (done = 0; done < end; done += PAGE_SIZE) {
		u64 left = done < segment->bufsz ? segment->bufsz - done : 0;
		size_t size = min_t(u64, left, PAGE_SIZE);
		void *page;

		/* A loader that was killed must not go on for seconds. */
		if (fatal_signal_pending(current) || kxm_oom_must_stop())
			return -ENOMEM;
		page = image->is_in_place
			       ? phys_to_virt(segment->mem + done)
			       : source_page(&image->list, index++, fresh);
		if (!page)
			return -ENOMEM;
		err = copy_bytes(page, segment->buf + done, size, source);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

/* Clear the part after the bytes of a segment that is in place. */
static void clear_rest(const struct kx_segment *segment)
{
	u64 done = PAGE_ALIGN(segment->bufsz);

	for (; done < segment->memsz; done += PAGE_SIZE) {
		clear_page(phys_to_virt(segment->mem + done));
		cond_resched();
	}
}

static int fill(struct kxm_image *image, enum kxm_source source)
{
	struct fresh fresh = { 0 };
	int err = 0;
	u32 i;

	for (i = 0; i < image->segments.count && !err; i++) {
		err = fill_segment(image, i, &fresh, source);
		if (!err && image->is_in_place)
			clear_rest(&image->segments.segments[i]);
	}
	fresh_return(&fresh);
	return err;
}

/* Write the copy list in the format that relocate.S reads. */
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

/* Pages of the crash region stay in the region. */
static void return_control_pages(struct kxm_image *image)
{
	struct page *page;

	if (!image->is_crash) {
		kxm_free_pages(&image->control);
		return;
	}
	list_for_each_entry(page, &image->control, lru)
		set_page_private(page, 0);
	INIT_LIST_HEAD(&image->control);
}

static void free_sources(struct kxm_image *image)
{
	u64 index;

	for (index = 0; index < image->list.pages; index++) {
		u64 pfn = kx_copylist_source(&image->list, index);

		if (pfn != KX_NO_PFN)
			__free_page(pfn_to_page(pfn));
		image->list.source[index] = KX_NO_PFN;
		/*
		 * Freeing one page is fast; freeing a TiB takes half a minute.
		 */
		cond_resched();
	}
}

int kxm_image_protect(struct kxm_image *image, bool on)
{
	int err = 0;
	u32 i;

	for (i = 0; i < image->list.count && !err; i++) {
		struct kx_range pfns = image->list.dest[i];

		if (!kx_range_is_empty(pfns))
			err = kxm_arch_protect(pfn_address(pfns.start),
					       kx_range_size(pfns), on);
	}
	/* After an error, a part is protected and must be undone, too. */
	image->is_read_only = on || err;
	return err;
}

void kxm_image_free(struct kxm_image *image)
{
	if (!image)
		return;
	if (image->is_read_only && kxm_image_protect(image, false)) {
		pr_err("a crash kernel's memory stays read-only: lost\n");
		kxm.region = (struct kx_range){ 0 };
	}
	kxm_integrity_free(image);
	return_control_pages(image);
	kxm_free_pages(&image->unused);
	free_sources(image);
	vfree(image->list.source);
	kfree(image);
}

void kxm_image_commit(struct kxm_image *image)
{
	struct kx_copy copy;
	u64 cursor = 0;
	u32 i;

	while (!image->is_in_place &&
	       kx_copylist_next(&image->list, &cursor, &copy)) {
		void *to = pfn_address(copy.dest);
		size_t size = copy.pages << PAGE_SHIFT;

		if (copy.source == KX_NO_PFN)
			memset(to, 0, size);
		else
			memcpy(to, pfn_address(copy.source), size);
		cond_resched();
	}
	image->is_in_place = true;
	free_sources(image);
	for (i = 0; i < image->list.count; i++) {
		image->digest[i] = kxm_image_digest(image, i);
		cond_resched();
	}
}

int kxm_image_create(u64 entry, struct kx_segments segments,
		     enum kxm_source source, enum kxm_kind kind,
		     struct kxm_image **out)
{
	u64 pages = kx_copylist_pages(segments, PAGE_SIZE);
	struct kxm_image *image;
	u64 *sources;
	int err = -ENOMEM;

	image = kzalloc(sizeof(*image), KXM_GFP);
	if (!image)
		return err;
	INIT_LIST_HEAD(&image->control);
	INIT_LIST_HEAD(&image->unused);
	image->entry = entry;
	image->segments = segments;
	image->is_crash = kind == KXM_CRASH;
	image->is_returning = kind == KXM_RETURN;
	/* A loaded crash image stays until the new one is complete. */
	image->is_in_place = image->is_crash && !kxm.crash;
	sources = kxm_image_array(pages, sizeof(*sources));
	if (!sources)
		goto free_image;
	kx_copylist_init(&image->list, segments, PAGE_SIZE, sources);
	/* Linux, too, asks this after its allocations and before it copies. */
	err = image->is_crash ? 0 : kxm_arch_may_load();
	if (!err)
		err = fill(image, source);
	if (!err && !image->is_crash)
		err = write_copies(image);
	if (!err)
		err = kxm_arch_prepare(image);
	if (!err && image->is_crash)
		err = kxm_vmcoreinfo_keep(image);
	if (!err && image->is_crash)
		err = kxm_integrity_seal(image);
	if (err)
		goto free_image;
	kxm_free_pages(&image->unused);
	if (!image->is_crash && !image->is_returning)
		image->timeline = kxm_timeline_find(image);
	kxm_timeline_stamp(image->timeline, KX_STAMP_LOADED);
	image->segments = (struct kx_segments){ 0 };
	*out = image;
	return 0;

free_image:
	kxm_image_free(image);
	return err;
}
