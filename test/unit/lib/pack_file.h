/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Files like those of gzip(1), xz(1), lzma(1), zstd(1), lz4(1) and bzip2(1). */
#ifndef TEST_UNIT_LIB_PACK_FILE_H
#define TEST_UNIT_LIB_PACK_FILE_H

#include "core/bytes.h"

struct file_packing {
	const char *name;
	const char *data; /* as in messages */
	bool has_library; /* libkexec was built with it */
	bool is_checked;  /* by a checksum that finds each flipped bit */
	u64 (*pack)(struct kx_bytes contents, u8 *to, u64 room);
};

#define FILE_PACKINGS 8

extern const struct file_packing file_packings[FILE_PACKINGS];

/**
 * pack_file - compress
 *
 * Return: the file, for the caller to free.
 */
struct kx_bytes pack_file(const struct file_packing *packing,
			  struct kx_bytes contents);

/** pack_zboot - make an EFI zboot file; @type: compression in its header */
struct kx_bytes pack_zboot(struct kx_bytes payload, const char *type);

/** pack_free - free the result of pack_file() */
void pack_free(struct kx_bytes file);

#endif
