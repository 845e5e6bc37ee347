/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Is there memory for what a load takes? Asked before any of it is taken. */
#ifndef LIB_IMAGE_ROOM_H
#define LIB_IMAGE_ROOM_H

#include "lib/errors/context.h"

#include "lib/image/image.h"

/* When a call is refused that nothing has been asked of yet. */
enum kxl_room_rule {
	/* It is likely not to fit, and there is another call. */
	KXL_ROOM_LIKELY,
	/* It can't fit, whatever Linux frees. kexec.ko is asked all the same */
	KXL_ROOM_POSSIBLE,
};

/**
 * kxl_room_files - memory that a kexec_file_load(2) takes
 * @image: vetted
 *
 * Return: bytes.
 */
u64 kxl_room_files(struct kexec_image *image);

/**
 * kxl_room_plan - memory that a kexec_load(2) takes
 * @image: planned
 *
 * Return: bytes; 0 for segments that go to memory that is set aside.
 */
u64 kxl_room_plan(struct kexec_image *image);

/**
 * kxl_room_for_files - is there memory for a kexec_file_load(2)?
 * @image: vetted; its initrds may not be joined yet
 *
 * Return: 0, also when /proc/meminfo does not say what is available, or
 * -ENOMEM, with the error set: how much is needed, available and missing.
 */
KX_MUST_CHECK int kxl_room_for_files(struct kexec_image *image,
				     enum kxl_room_rule rule);

/**
 * kxl_room_for_plan - is there memory for a kexec_load(2)?
 * @image: planned
 *
 * Return: as kxl_room_for_files().
 */
KX_MUST_CHECK int kxl_room_for_plan(struct kexec_image *image,
				    enum kxl_room_rule rule);

/**
 * kxl_room_for_join - can there be memory for a file that holds all initrds?
 *
 * Return: as kxl_room_for_files().
 */
KX_MUST_CHECK int kxl_room_for_join(struct kexec_image *image);

/**
 * kxl_room_print - "about 72 MiB are needed, and 60 MiB are available: ..."
 * @needed: bytes
 * @text: filled when the answer is true
 *
 * Return: whether /proc/meminfo says what is available.
 */
bool kxl_room_print(struct kexec_ctx *ctx, u64 needed, char *text, size_t size);

#endif
