/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* From what is known of a bzImage to segments. */
#ifndef CORE_FORMAT_BZIMAGE_PLACE_H
#define CORE_FORMAT_BZIMAGE_PLACE_H

#include "../plan.h"

/**
 * kx_bzimage_place - place kernel, initrds and boot data
 * @request: its kernel is the file that @kernel borrows from
 * @kernel: as kx_plan_vet() fills it
 * @plan: gets the segments and the entry point
 * @fault: may be NULL
 *
 * Return: 0, or what kx_format_bzimage's load() says of placing.
 */
KX_MUST_CHECK int kx_bzimage_place(const struct kx_request *request,
				   const struct kx_kernel *kernel,
				   struct kx_plan *plan,
				   struct kx_fault *fault);

#endif
