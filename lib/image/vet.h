/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Checks of a kernel file and its command line, without the machine. */
#ifndef LIB_IMAGE_VET_H
#define LIB_IMAGE_VET_H

#include "lib/image/image.h"

/**
 * kxl_vet - check that kernel file and command line can be loaded
 * @cmdline_reserve: bytes by which the command line must be shorter than the
 *		     kernel's limit
 *
 * Does not read the machine. Success is stored until the image is changed, for
 * smaller reserves as well: call it with the largest one first.
 *
 * Return: 0; -ENOEXEC or -EINVAL, from core/; -ENOMEM; with the error set.
 */
KX_MUST_CHECK int kxl_vet(struct kexec_image *image,
			  unsigned int cmdline_reserve);

/**
 * kxl_vet_files - the same before kexec_file_load(2)
 * @method: KEXEC_METHOD_FILE_LOAD: of a kernel for a normal start only the
 *	    header is read. kxl_vet() then reads the rest
 *
 * The CRC is the one check that needs all of the file.
 */
KX_MUST_CHECK int kxl_vet_files(struct kexec_image *image,
				enum kexec_method method);

/**
 * kxl_vet_look - check that the kernel file could be loaded on some machine
 * @kernel: filled on success; borrows from @image's files
 *
 * The command line, the options and the checksum don't count.
 *
 * Return: as kxl_vet().
 */
KX_MUST_CHECK int kxl_vet_look(struct kexec_image *image,
			       struct kx_kernel *kernel);

/**
 * kxl_vet_line - the same after acpi.h has added to the command line
 * @image: vetted
 */
KX_MUST_CHECK int kxl_vet_line(struct kexec_image *image,
			       unsigned int cmdline_reserve);

#endif
