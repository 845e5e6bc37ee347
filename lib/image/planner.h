/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* From an image to core/'s plan of it. */
#ifndef LIB_IMAGE_PLANNER_H
#define LIB_IMAGE_PLANNER_H

#include "lib/image/image.h"

/** kxl_image_join - make @image->joined, unless it exists already */
KX_MUST_CHECK int kxl_image_join(struct kexec_image *image);

/**
 * kxl_plan_to_load - kexec_image_plan(), where the plan may be too large
 *
 * What is unpacked at load time needs more memory. If that is likely to be
 * short, the plan is made again with what is packed.
 *
 * Return: as kexec_image_plan().
 */
KX_MUST_CHECK int kxl_plan_to_load(struct kexec_image *image,
				   const struct kexec_plan **plan);

#endif
