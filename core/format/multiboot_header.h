/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Headers of Multiboot kernels: what a kernel asks of its loader. Sources:
 * Multiboot Specification 0.6.96 and Multiboot2 Specification 2.0.
 */
#ifndef CORE_FORMAT_MULTIBOOT_HEADER_H
#define CORE_FORMAT_MULTIBOOT_HEADER_H

#include "core/bytes.h"
#include "core/err.h"
#include "core/range.h"

/* A header lies in that many first bytes of a file. */
#define KX_MULTIBOOT_WITHIN  8192
#define KX_MULTIBOOT2_WITHIN 32768

/* Where a relocatable kernel wants to lie. */
enum kx_multiboot_preference {
	KX_MULTIBOOT_ANYWHERE,
	KX_MULTIBOOT_LOWEST,
	KX_MULTIBOOT_HIGHEST,
};

/* Addresses for a file whose own headers are not read. All are physical. */
struct kx_multiboot_addresses {
	u32 header;   /* of the Multiboot header */
	u32 load;     /* of the first byte; ~0: of the file's */
	u32 load_end; /* 0: of the file */
	u32 bss_end;  /* 0: there are no zeroes after the file's bytes */
};

struct kx_multiboot {
	struct kx_range at; /* in the file */
	bool has_addresses;
	bool has_entry;
	bool is_relocatable;
	struct kx_multiboot_addresses addresses;
	u32 entry; /* physical, before the kernel is moved */
	/* Of a relocatable kernel: */
	struct kx_range within;
	u64 align; /* bytes, a power of two */
	enum kx_multiboot_preference preference;
};

/**
 * kx_multiboot_find - find the header of Multiboot 1
 * @file: the whole file
 * @offset: filled on success, untouched otherwise
 *
 * By magic, place, and checksum.
 */
KX_MUST_CHECK bool kx_multiboot_find(struct kx_bytes file, u64 *offset);

/** kx_multiboot2_find - the same for Multiboot 2 */
KX_MUST_CHECK bool kx_multiboot2_find(struct kx_bytes file, u64 *offset);

/**
 * kx_multiboot_read - read the header of Multiboot 1
 * @header: filled on success, untouched otherwise
 * @fault: may be NULL; what was wrong
 *
 * Return: 0; -KX_E_FORMAT if there is none; -KX_E_MULTIBOOT if the kernel
 * requires what this loader does not know; -KX_E_HEADER, -KX_E_SHORT.
 */
KX_MUST_CHECK int kx_multiboot_read(struct kx_bytes file,
				    struct kx_multiboot *header,
				    struct kx_fault *fault);

/** kx_multiboot2_read - the same for Multiboot 2 */
KX_MUST_CHECK int kx_multiboot2_read(struct kx_bytes file,
				     struct kx_multiboot *header,
				     struct kx_fault *fault);

#endif
