/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Images that are planned for a guest. */
#ifndef LIB_IMAGE_GUEST_H
#define LIB_IMAGE_GUEST_H

#include "lib/image/image.h"

/**
 * kxl_guest_refuse - refuse to load what is planned for a guest
 *
 * Return: 0 if it is not, or -EINVAL with the error set.
 */
KX_MUST_CHECK int kxl_guest_refuse(const struct kexec_image *image,
				   enum kexec_action action);

#endif
