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
 * kxl_plan_vet - are kernel file and command line fit to be loaded?
 * @cmdline_reserve: bytes that the command line must be shorter than the kernel
 *		     allows
 *
 * Looks at nothing of the machine. A good verdict is kept until the image is
 * changed, also for smaller reserves: ask for the largest one first.
 *
 * Return: 0; -ENOEXEC or -EINVAL, as core/ says; -ENOMEM; with the error set.
 */
KX_MUST_CHECK int kxl_plan_vet(struct kexec_image *image,
			       unsigned int cmdline_reserve);

/**
 * kxl_plan_vet_line - the same once acpi.h has added to the command line
 * @image: vetted
 */
KX_MUST_CHECK int kxl_plan_vet_line(struct kexec_image *image,
				    unsigned int cmdline_reserve);

/**
 * kxl_image_join - make @image->joined, if it is not there yet
 *
 * Return: 0 or kxl_file_join()'s errors.
 */
KX_MUST_CHECK int kxl_image_join(struct kexec_image *image);

#endif
