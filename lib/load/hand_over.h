/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Chooses the file for kexec_file_load(2): the user's file, or its contents. */
#ifndef LIB_LOAD_HAND_OVER_H
#define LIB_LOAD_HAND_OVER_H

#include "lib/image/image.h"

struct kxl_call;
struct kxl_file_load;

/**
 * kxl_hand_over - call kexec_file_load(2)
 * @image: vetted
 * @args: complete except for optional flags; with the user's file
 * @call: for the error
 *
 * Return: 0 or a negative errno, with the error set.
 */
KX_MUST_CHECK int kxl_hand_over(struct kexec_image *image,
				const struct kxl_file_load *args,
				const struct kxl_call *call);

/**
 * kxl_hand_over_accepts - ask the kernel whether it would load the files
 * @image: vetted; there is memory for the files
 *
 * It reads and judges the user's file or, if it can't read that, the contents,
 * and each initrd, and loads nothing.
 */
bool kxl_hand_over_accepts(struct kexec_image *image);

#endif
