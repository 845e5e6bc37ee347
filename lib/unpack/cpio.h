/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Headers of files in a cpio archive of the "newc" kind: Linux's initrds. */
#ifndef LIB_UNPACK_CPIO_H
#define LIB_UNPACK_CPIO_H

#include "core/bytes.h"

/* A magic, and 13 numbers of 8 hex digits (buffer-format.rst in Linux). */
#define KXL_CPIO_HEADER 110
#define KXL_CPIO_MAGIC	6
/* Linux looks for a header at multiples of this (init/initramfs.c). */
#define KXL_CPIO_ALIGN 4

/* The kind of a file in its mode. */
#define KXL_CPIO_KIND	 0170000
#define KXL_CPIO_REGULAR 0100000
#define KXL_CPIO_LINK	 0120000

struct kxl_cpio {
	u32 mode;
	u32 name_size;	  /* with its NUL */
	u32 content_size; /* without padding */
	/* Offsets from the header. Numbers have 32 bits, so no sum wraps. */
	u64 content;
	u64 end;  /* of the content */
	u64 next; /* header, with padding before it */
};

/** kxl_cpio_begins - whether a magic is here, or as much of it as there is */
bool kxl_cpio_begins(struct kx_bytes archive);

/**
 * kxl_cpio_read - read the header of a file in an archive
 * @archive: begins with the header
 * @file: filled if the function returns true
 *
 * Return: whether there is a whole header.
 */
bool kxl_cpio_read(struct kx_bytes archive, struct kxl_cpio *file);

/**
 * kxl_cpio_is_early - whether code before the unpacking may look for the file
 * @archive: has all of the file
 * @file: from kxl_cpio_read()
 *
 * Source: callers of find_cpio_data() in Linux arch/x86 and drivers/acpi.
 */
bool kxl_cpio_is_early(struct kx_bytes archive, const struct kxl_cpio *file);

/**
 * kxl_cpio_is_misnamed - whether the file would be early by another spelling
 *
 * Linux compares names byte by byte, and bsdcpio keeps the "./" that find
 * prints. Parameters are as for kxl_cpio_is_early().
 */
bool kxl_cpio_is_misnamed(struct kx_bytes archive, const struct kxl_cpio *file);

#endif
