/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Types of kernel files by the names that --type takes. */
#ifndef LIB_IMAGE_TYPE_H
#define LIB_IMAGE_TYPE_H

#include <stddef.h>

#include "lib/image/image.h"

/**
 * kxl_type_format - find the format of core/ that a type names
 * @type: kexec-tools' name of it, or core's; NULL: not given
 *
 * Return: core's name; NULL: the format is to be detected. An unknown type is
 * returned as it is.
 */
const char *kxl_type_format(const char *type);

/**
 * kxl_type_check - check that the image's type is one that is loaded
 * @image: after kxl_image_unpack(); its type may be NULL
 *
 * Whether the file is of that type is for core/ to say, except for a UKI, which
 * core/ does not see. An unknown type is no error here: core/ refuses it.
 *
 * Return: 0, or -EINVAL with the error set, which says what the file is.
 */
KX_MUST_CHECK int kxl_type_check(struct kexec_image *image);

/** kxl_type_list - print what it loads: " bzImage64 bzImage" */
void kxl_type_list(const struct kx_arch *arch, char *text, size_t size);

#endif
