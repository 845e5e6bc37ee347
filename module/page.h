/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory allocation. */
#ifndef MODULE_PAGE_H
#define MODULE_PAGE_H

#include <linux/gfp.h>
#include <linux/types.h>

struct kxm_image;
struct list_head;
struct page;

/*
 * The flags of every allocation. An allocation that does not fit fails without
 * starting the OOM killer, which plain GFP_KERNEL would start. A load may hold
 * most of memory by then, and the OOM killer would kill the loader.
 */
#define KXM_GFP (GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)
/* For blocks that are worth using only if they are free now. */
#define KXM_GFP_AT_HAND (GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY)

/*
 * Allocate a page with KXM_GFP and @more. NULL: there is no memory, or it is
 * running out elsewhere (oom.c).
 */
struct page *kxm_page_alloc(gfp_t more);
/*
 * Allocate @count elements of @size bytes, one for each page of an image; free
 * with vfree(). kvmalloc() refuses more than INT_MAX bytes, and warns: an image
 * of 1 TiB needs more. NULL: no memory.
 */
void *kxm_image_array(u64 count, size_t size);
/*
 * memdup_user() with KXM_GFP: a copy of @size bytes, to be freed with kfree(),
 * or an ERR_PTR of -ENOMEM or -EFAULT.
 */
void *kxm_copy_of_user(const void __user *from, size_t size);
/* Free the pages of a list by ->lru, and empty the list. */
void kxm_free_pages(struct list_head *pages);
/*
 * A zeroed page that no copy overwrites; freed with the image. NULL: no memory.
 */
void *kxm_image_control_page(struct kxm_image *image);

#endif
