/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What decompresses, one file a library; the build chooses the files. */
#ifndef LIB_UNPACKERS_H
#define LIB_UNPACKERS_H

#include "bytes.h"

/*
 * Linux's own build packs with dictionaries and windows of up to 128 MiB
 * (scripts/xz_wrap.sh; zstd --ultra -22 in scripts/Makefile.lib).
 */
#define KXL_UNPACK_MEMORY     (192ULL << 20)
#define KXL_UNPACK_WINDOW_LOG 27

enum kxl_unpacked {
	KXL_UNPACKED,	      /* all of it, and its checksum is right */
	KXL_UNPACK_DAMAGED,   /* or longer than allowed */
	KXL_UNPACK_UNCHECKED, /* it carries no checksum */
	KXL_UNPACK_MEMORY_LOW,
};

/**
 * kxl_unpacker - decompress one stream, and throw away what comes out
 * @packed: a stream that ends where the bytes do
 * @limit: bytes that may come out; once more did, nothing is unpacked any more
 * @size: how many did, if any
 *
 * Needs no more than KXL_UNPACK_MEMORY, however much comes out.
 */
typedef enum kxl_unpacked kxl_unpacker(struct kx_bytes packed, u64 limit,
				       u64 *size);

kxl_unpacker kxl_unpack_xz;
kxl_unpacker kxl_unpack_zlib; /* gzip's format */
kxl_unpacker kxl_unpack_zstd;

#endif
