/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* From an image to core/'s request, and from core/'s fault to an error. */
#ifndef LIB_IMAGE_REQUEST_H
#define LIB_IMAGE_REQUEST_H

#include "core/plan.h"
#include "lib/image/image.h"

static inline bool kxl_image_has_window(const struct kexec_image *image)
{
	return image->within.start || image->within.end != UINT64_MAX;
}

static inline bool kxl_image_returns(const struct kexec_image *image)
{
	return image->options & KEXEC_OPTION_PRESERVE_CONTEXT;
}

static inline bool kxl_image_is_real(const struct kexec_image *image)
{
	return image->options & KEXEC_OPTION_REAL_MODE;
}

/**
 * kxl_request - make a request without a machine
 * @image: unpacked; the request borrows from it
 *
 * The caller adds the machine, the files of initrds and modules, whose numbers
 * are set, and the purpose of a crash kernel.
 */
struct kx_request kxl_request(const struct kexec_image *image);

/**
 * kxl_request_arena - allocate what a request needs
 * @request: complete except for its arena
 * @arena: filled on success; the caller frees @arena->base
 *
 * Return: 0 or -ENOMEM, with the error set.
 */
KX_MUST_CHECK int kxl_request_arena(struct kexec_image *image,
				    const struct kx_request *request,
				    struct kx_arena *arena);

/**
 * kxl_request_fail - set the error for a fault of core/
 * @fault: of a request for @image
 * @err: core/'s error, as a negative number
 *
 * Return: a negative errno.
 */
int kxl_request_fail(struct kexec_image *image, const struct kx_fault *fault,
		     int err);

#endif
