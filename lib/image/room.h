/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Checks that there is memory for a load, before any is allocated. */
#ifndef LIB_IMAGE_ROOM_H
#define LIB_IMAGE_ROOM_H

#include "lib/errors/context.h"

#include "lib/image/image.h"

/* When to refuse a call that was not made yet. */
enum kxl_room_rule {
	/* If it is likely not to fit. For use when there is another call. */
	KXL_ROOM_LIKELY,
	/* If it can't fit, whatever Linux frees. kexec.ko decides itself */
	KXL_ROOM_POSSIBLE,
};

/** kxl_room_files - memory that kexec_file_load(2) allocates */
u64 kxl_room_files(struct kexec_image *image);

/**
 * kxl_room_plan - memory that kexec_load(2) allocates
 * @image: planned
 *
 * Return: bytes; 0 if the segments go to reserved memory.
 */
u64 kxl_room_plan(struct kexec_image *image);

/**
 * kxl_room_for_files - check that there is memory for kexec_file_load(2)
 * @image: vetted; its initrds may not be joined yet
 *
 * Return: 0, also if /proc/meminfo has no estimate of available memory, or
 * -ENOMEM, with the error set: how much is needed, available and missing.
 */
KX_MUST_CHECK int kxl_room_for_files(struct kexec_image *image,
				     enum kxl_room_rule rule);

/**
 * kxl_room_for_plan - check that there is memory for kexec_load(2)
 * @image: planned
 *
 * Return: as kxl_room_for_files().
 */
KX_MUST_CHECK int kxl_room_for_plan(struct kexec_image *image,
				    enum kxl_room_rule rule);

/**
 * kxl_room_for_unpacked - the same, for a plan of what is unpacked already
 *
 * An estimate, as KXL_ROOM_LIKELY. It counts the holes of initrds in tmpfs,
 * which get memory when the kernel copies them: without that, a load would be
 * killed for memory that leaves it enough for the packed kernel.
 */
KX_MUST_CHECK int kxl_room_for_unpacked(struct kexec_image *image);

/** kxl_room_for_join - check that a file with all initrds can fit in memory */
KX_MUST_CHECK int kxl_room_for_join(struct kexec_image *image);

/**
 * kxl_room_print - "about 72 MiB are needed, and 60 MiB are available: ..."
 * @needed: bytes
 * @text: filled if the function returns true
 *
 * Return: whether /proc/meminfo has an estimate of available memory.
 */
bool kxl_room_print(struct kexec_ctx *ctx, u64 needed, char *text, size_t size);

#endif
