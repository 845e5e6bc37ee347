/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a load says of the start that is to follow. */
#ifndef LIB_FOREWARN_H
#define LIB_FOREWARN_H

#include "libkexec.h"

/**
 * kxl_forewarn - kexec_image_forewarn() after a load: nothing can fail any more
 *
 * The context's error stays as it is.
 */
void kxl_forewarn(struct kexec_image *image);

#endif
