/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Warnings about the start after a load. */
#ifndef LIB_IMAGE_FOREWARN_H
#define LIB_IMAGE_FOREWARN_H

#include "include/libkexec.h"

/**
 * kxl_forewarn - kexec_image_forewarn() after a successful load
 *
 * Leaves the context's error as it is.
 */
void kxl_forewarn(struct kexec_image *image);

#endif
