/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a crash image what was loaded? */
#ifndef MODULE_INTEGRITY_H
#define MODULE_INTEGRITY_H

#include <linux/compiler.h>
#include <linux/types.h>

struct kxm_image;

/*
 * From now on the control pages of a crash image stay as they are:
 * -ENOMEM.
 */
int __must_check kxm_integrity_seal(struct kxm_image *image);
/* Is a crash image what was loaded? The log says which part of it is not. */
bool kxm_integrity_check(const struct kxm_image *image);
void kxm_integrity_free(struct kxm_image *image);
/* Digest of a crash image's segment as it is in memory now. */
u64 kxm_image_digest(const struct kxm_image *image, u32 segment);

#endif
