/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An image's initrds, unpacked for kexec_load(2). */
#ifndef LIB_IMAGE_INITRDS_H
#define LIB_IMAGE_INITRDS_H

#include "kx_port.h"

struct kexec_image;

/**
 * kxl_initrds_unpack - unpack the initrds before a plan
 * @image: vetted, not planned
 *
 * Fills @image->unpacked if the next kernel will make the same files of it, and
 * if there is memory. Otherwise the initrds stay as they are, and a line of the
 * debug log says why; that is no error.
 */
void kxl_initrds_unpack(struct kexec_image *image);

/**
 * kxl_initrds_prepare - keep the initrds unpacked, for later loads
 * @image: vetted, not planned
 * @why: filled on success: NULL, or why they can't be unpacked; static
 *
 * Return: 0, or as kxl_prepared_check() and kxl_prepared_store().
 */
KX_MUST_CHECK int kxl_initrds_prepare(struct kexec_image *image,
				      const char **why);

/**
 * kxl_initrds_repack - go on with the initrds as they are
 *
 * Return: false if they were not unpacked.
 */
bool kxl_initrds_repack(struct kexec_image *image);

/** kxl_initrds_drop - free what was unpacked, if anything was */
void kxl_initrds_drop(struct kexec_image *image);

/** kxl_initrds_room - bytes of memory that a plan gives to initrds, at most */
u64 kxl_initrds_room(const struct kexec_image *image);

#endif
