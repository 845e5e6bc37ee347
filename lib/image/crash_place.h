/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Crash kernels that can't lie in the memory that is reserved for them. */
#ifndef LIB_IMAGE_CRASH_PLACE_H
#define LIB_IMAGE_CRASH_PLACE_H

#include "core/err.h"
#include "core/range.h"
#include "lib/image/image.h"

/**
 * kxl_crash_place_judge - is the place of the crash kernel's memory at fault?
 * @image: a crash kernel that was vetted, and has no plan
 * @fault: why it has none
 * @region: the crash kernel's memory
 *
 * Return: -EADDRNOTAVAIL, with a reason, if more memory at the same place would
 * not help; 0: something else is wrong.
 */
int kxl_crash_place_judge(struct kexec_image *image,
			  const struct kx_fault *fault, struct kx_range region);

#endif
