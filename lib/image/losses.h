/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the next kernel would drop of an image's initrds. */
#ifndef LIB_IMAGE_LOSSES_H
#define LIB_IMAGE_LOSSES_H

#include "lib/image/image.h"

enum kxl_losses {
	KXL_LOSSES_BY_HEADERS, /* quick: for a load */
	KXL_LOSSES_UNPACK,     /* unpack what has no size in its headers */
};

/**
 * kxl_losses_warn - log a warning for each part that Linux would drop
 *
 * Says nothing about an initrd of another kind, such as a kernel: that is
 * KEXEC_FOREWARN_INITRD_KIND.
 *
 * Return: whether there was a warning.
 */
bool kxl_losses_warn(struct kexec_image *image, enum kxl_losses how);

#endif
