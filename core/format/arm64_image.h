/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Image: Linux on arm64, as it lies in memory, behind a header of 64 bytes
 * (Linux Documentation/arch/arm64/booting.rst, "Call the kernel image").
 */
#ifndef CORE_FORMAT_ARM64_IMAGE_H
#define CORE_FORMAT_ARM64_IMAGE_H

#include "core/plan.h"

/* Bases of kernels are multiples of this. */
#define KX_ARM64_ALIGN 0x200000ULL

/* The header's numbers. */
struct kx_arm64_image {
	u64 text_offset; /* from the base to the image */
	u64 size;	 /* bytes from there that the kernel needs */
	u64 flags;	 /* enum kx_arm64_image_flags */
};

enum kx_arm64_image_flags {
	KX_ARM64_BIG_ENDIAN = 1 << 0,
	KX_ARM64_PAGE_SHIFT = 1, /* two bits: 0 (unknown), 4, 16, 64 KiB */
	KX_ARM64_PAGE_MASK = 3 << KX_ARM64_PAGE_SHIFT,
	/* It uses all of memory, wherever it lies (since Linux 4.6). */
	KX_ARM64_ANYWHERE = 1 << 3,
	/* The others are reserved: Linux, too, heeds none of them. */
};

/**
 * kx_arm64_image_read - read the header
 * @file: a file, or what lies in memory
 * @image: filled on success, untouched otherwise
 * @fault: may be NULL; what was wrong
 *
 * Return: 0, -KX_E_FORMAT (not the magic), -KX_E_SHORT, -KX_E_HEADER
 * (impossible numbers), -KX_E_BIG_ENDIAN.
 */
KX_MUST_CHECK int kx_arm64_image_read(struct kx_bytes file,
				      struct kx_arm64_image *image,
				      struct kx_fault *fault);

/**
 * kx_arm64_image_describe - what the header says of a kernel
 * @image: its numbers
 * @kernel: gets protocol, size, alignment, reach and entry; no pieces
 */
void kx_arm64_image_describe(const struct kx_arm64_image *image,
			     struct kx_kernel *kernel);

/**
 * kx_arm64_image_vet - check a kernel's header against request and machine
 * @request: arguments, flags, command line; the machine may be NULL
 * @image: its numbers
 * @name: of the format, for messages
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_NOT_32BIT, -KX_E_PAGE_SIZE, -KX_E_HEADER (the machine's
 * pages are larger than what the kernel's place is a multiple of),
 * -KX_E_CMDLINE_LONG, -KX_E_CMDLINE_NUL.
 */
KX_MUST_CHECK int kx_arm64_image_vet(const struct kx_request *request,
				     const struct kx_arm64_image *image,
				     struct kx_fault *fault);

/*
 * vet() also returns -KX_E_PE and -KX_E_TRUNCATED, if the sections of an Image
 * that is a PE file as well are not all there, and -KX_E_NOT_ELF.
 */
extern const struct kx_format kx_format_arm64_image;

#endif
