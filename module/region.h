/* SPDX-License-Identifier: GPL-2.0-only */
/* The crash region. */
#ifndef MODULE_REGION_H
#define MODULE_REGION_H

#include "core/segment.h"

#include <linux/compiler.h>
#include <linux/types.h>

struct kxm_image;
struct page;

/* Reserve the memory of crashkernel=. -errno, and a line in the log. */
int __must_check kxm_region_reserve(void);
void kxm_region_release(void);
/* Under the lock. -ENOENT while an image is loaded, -EINVAL to grow. */
int __must_check kxm_region_shrink(u64 size);
/* A zeroed page outside of all images' segments, or NULL. */
struct page *kxm_region_page(const struct kxm_image *image);
/* Do these segments fit in the region, but not beside the loaded image? */
bool kxm_region_is_full(struct kx_segments segments);

#endif
