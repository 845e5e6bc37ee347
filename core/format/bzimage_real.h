/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A bzImage whose setup code is entered, in real mode. */
#ifndef CORE_FORMAT_BZIMAGE_REAL_H
#define CORE_FORMAT_BZIMAGE_REAL_H

#include "core/format/bzimage_header.h"
#include "core/plan.h"

/* The oldest boot protocol with a setup header. */
#define KX_REAL_PROTOCOL 0x0200

/** kx_bzimage_is_low - is the image loaded below 640 KiB? */
bool kx_bzimage_is_low(const struct kx_bzimage_header *header);

/** kx_bzimage_real_cmdline - get the longest command line, without NUL */
u32 kx_bzimage_real_cmdline(const struct kx_bzimage_header *header);

/**
 * kx_bzimage_vet_real - check purpose, setup code and the size of a low image
 * @request: asks for real mode
 * @header: whose numbers agree with each other and with the file
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_NOT_REAL_MODE if the purpose needs another entry,
 * -KX_E_HEADER.
 */
KX_MUST_CHECK int kx_bzimage_vet_real(const struct kx_request *request,
				      const struct kx_bzimage_header *header,
				      struct kx_fault *fault);

/**
 * kx_bzimage_vet_bios - check that the machine has a BIOS
 *
 * Return: 0, also if there is no machine; -KX_E_NO_BIOS.
 */
KX_MUST_CHECK int kx_bzimage_vet_bios(const struct kx_request *request,
				      struct kx_fault *fault);

/**
 * kx_bzimage_describe_real - make a kernel one that is entered in real mode
 * @file: the whole file
 * @kernel: describes the image for its other entries; changed on success
 *
 * Return: 0, -KX_E_SHORT.
 */
KX_MUST_CHECK int
kx_bzimage_describe_real(struct kx_bytes file,
			 const struct kx_bzimage_header *header,
			 struct kx_kernel *kernel);

#endif
