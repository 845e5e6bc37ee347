/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* How far a load has come, for kexec_ctx_set_progress(). */
#ifndef LIB_IMAGE_PROGRESS_H
#define LIB_IMAGE_PROGRESS_H

#include "lib/image/image.h"

/**
 * kxl_progress - say that a stage has begun
 * @within: bytes of files of this stage that are done
 */
void kxl_progress(struct kexec_image *image, enum kexec_stage stage,
		  u64 within);

#endif
