/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* From an image to core/'s plan of it. */
#ifndef LIB_IMAGE_PLANNER_H
#define LIB_IMAGE_PLANNER_H

#include "lib/image/image.h"

/*
 * Bytes of the command line that Linux on x86 keeps free in kexec_file_load(2),
 * for " elfcorehdr=0x..." (kexec-bzimage64.c, MAX_ELFCOREHDR_STR_LEN).
 */
#define KXL_FILE_LOAD_RESERVE 30

/**
 * kxl_plan_vet - check that kernel file and command line can be loaded
 * @cmdline_reserve: bytes by which the command line must be shorter than the
 *		     kernel's limit
 *
 * Does not read the machine. Success is stored until the image is changed, for
 * smaller reserves as well: call it with the largest one first.
 *
 * Return: 0; -ENOEXEC or -EINVAL, from core/; -ENOMEM; with the error set.
 */
KX_MUST_CHECK int kxl_plan_vet(struct kexec_image *image,
			       unsigned int cmdline_reserve);

/**
 * kxl_plan_vet_line - the same after acpi.h has added to the command line
 * @image: vetted
 */
KX_MUST_CHECK int kxl_plan_vet_line(struct kexec_image *image,
				    unsigned int cmdline_reserve);

/** kxl_image_join - make @image->joined, unless it exists already */
KX_MUST_CHECK int kxl_image_join(struct kexec_image *image);

#endif
