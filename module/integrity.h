/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a crash image unchanged since it was loaded? */
#ifndef MODULE_INTEGRITY_H
#define MODULE_INTEGRITY_H

#include <linux/compiler.h>
#include <linux/types.h>

struct kxm_image;

/*
 * Compute the digests of a crash image's control pages, which must not change
 * after this call. -ENOMEM.
 */
int __must_check kxm_integrity_seal(struct kxm_image *image);
/* Is the crash image unchanged? The log names the parts that are not. */
bool kxm_integrity_check(const struct kxm_image *image);
void kxm_integrity_free(struct kxm_image *image);
/* Digest of a crash image's segment as it is in memory now. */
u64 kxm_image_digest(const struct kxm_image *image, u32 segment);

#endif
