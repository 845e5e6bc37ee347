/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Is there memory for what a load takes? Asked before any of it is taken. */
#ifndef LIB_ROOM_H
#define LIB_ROOM_H

#include "context.h"

#include "image.h"

/**
 * kxl_room_for_files - is there memory for a kexec_file_load(2)?
 * @image: vetted; its initrds may not be joined yet
 *
 * Return: 0, also when /proc/meminfo does not say what is available, or
 * -ENOMEM, with the error set: how much is needed, available and missing.
 */
KX_MUST_CHECK int kxl_room_for_files(struct kexec_image *image);

/**
 * kxl_room_for_plan - is there memory for a kexec_load(2)?
 * @image: planned
 *
 * Return: as kxl_room_for_files().
 */
KX_MUST_CHECK int kxl_room_for_plan(struct kexec_image *image);

/**
 * kxl_room_for_join - is there memory for a file that holds all initrds?
 *
 * Return: as kxl_room_for_files().
 */
KX_MUST_CHECK int kxl_room_for_join(struct kexec_image *image);

#endif
