/* SPDX-License-Identifier: GPL-2.0-only */
/* How memory is allocated here. */
#ifndef MODULE_PAGE_H
#define MODULE_PAGE_H

#include <linux/gfp.h>
#include <linux/types.h>

struct kxm_image;
struct list_head;
struct page;

/*
 * The flags of every allocation here: an allocation that does not fit fails,
 * and does not start the OOM killer, which plain GFP_KERNEL does. A load may
 * hold most of memory by then, and the OOM killer would kill the loader.
 */
#define KXM_GFP (GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)
/* For blocks that are of use only if memory has them at hand. */
#define KXM_GFP_AT_HAND (GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY)

/*
 * A page, with KXM_GFP and @more. NULL: no memory, or it is running out
 * elsewhere (oom.c).
 */
struct page *kxm_page_alloc(gfp_t more);
/*
 * @count elements of @size bytes, for as many as an image has pages; for
 * vfree(). kvmalloc() would refuse more than INT_MAX bytes, and warn: an image
 * of 1 TiB. NULL: no memory
 */
void *kxm_image_array(u64 count, size_t size);
/*
 * memdup_user() with KXM_GFP: a copy of @size bytes for kfree(), or an ERR_PTR
 * of -ENOMEM or -EFAULT.
 */
void *kxm_copy_of_user(const void __user *from, size_t size);
/* Free the pages of a list by ->lru, and leave it empty. */
void kxm_free_pages(struct list_head *pages);
/* A zeroed page that no copy will hit; freed with the image. NULL: no memory */
void *kxm_image_control_page(struct kxm_image *image);

#endif
