/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The flattened device tree that the next kernel gets. */
#ifndef LIB_IMAGE_DTB_H
#define LIB_IMAGE_DTB_H

#include "lib/image/image.h"

/**
 * kxl_dtb_prepare - read the running system's, if the image is to have it
 * @image: with KEXEC_OPTION_FORCE_DTB and without a device tree of its own
 *
 * If the running kernel has none, a warning says so.
 *
 * Return: 0, or the error of the read.
 */
KX_MUST_CHECK int kxl_dtb_prepare(struct kexec_image *image);

/** kxl_dtb_given - get the user's device tree, or else the UKI's */
static inline struct kx_bytes kxl_dtb_given(const struct kexec_image *image)
{
	return image->dtb.size ? image->dtb : image->contents.dtb;
}

/** kxl_dtb_of - get the device tree for a plan; empty: none */
struct kx_bytes kxl_dtb_of(const struct kexec_image *image);

/**
 * kxl_dtb_is_running - whether the running kernel has a device tree
 *
 * If not, and the image is to have it, the first call warns.
 */
bool kxl_dtb_is_running(struct kexec_image *image);

#endif
