/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory for an image. */
#ifndef MODULE_PAGE_H
#define MODULE_PAGE_H

#include <linux/gfp.h>
#include <linux/types.h>

struct kxm_image;
struct list_head;

/*
 * For what an image is made of: a load that does not fit fails, and kills no
 * process.
 */
#define KXM_GFP (GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

/*
 * @count elements of @size bytes, for as many as an image has pages; for
 * vfree(). kvmalloc() would refuse more than INT_MAX bytes, and warn: an image
 * of 1 TiB. NULL: no memory
 */
void *kxm_image_array(u64 count, size_t size);
/* Free the pages of a list by ->lru, and leave it empty. */
void kxm_free_pages(struct list_head *pages);
/* A zeroed page that no copy will hit; freed with the image. NULL: no memory */
void *kxm_image_control_page(struct kxm_image *image);

#endif
