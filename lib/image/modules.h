/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The modules of an image: files for a Multiboot kernel, with strings. */
#ifndef LIB_IMAGE_MODULES_H
#define LIB_IMAGE_MODULES_H

#include "lib/image/image.h"

#include "core/plan.h"

/**
 * kxl_modules_give - give core/ the modules, and the kernel's own name
 * @request: gets both; borrows from @image and @modules
 * @modules: filled on success; the caller frees it
 *
 * Return: 0 or -ENOMEM, with the error set.
 */
KX_MUST_CHECK int kxl_modules_give(const struct kexec_image *image,
				   struct kx_request *request,
				   struct kx_module **modules);

#endif
