/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What was asked for, and has no effect on the kernel that was given. */
#ifndef LIB_IMAGE_UNHEEDED_H
#define LIB_IMAGE_UNHEEDED_H

#include "lib/image/image.h"

/**
 * kxl_unheeded_check - warn about it, or refuse what would be dangerous
 * @image: vetted, with its device tree
 *
 * Return: 0, or -EINVAL with the error set: KEXEC_OPTION_NO_EFI on a machine
 * with arm64 and EFI.
 */
KX_MUST_CHECK int kxl_unheeded_check(struct kexec_image *image);

#endif
