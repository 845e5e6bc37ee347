/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What decompresses, one file a library; the build chooses the files. */
#ifndef LIB_UNPACK_UNPACKERS_H
#define LIB_UNPACK_UNPACKERS_H

#include "core/bytes.h"

/*
 * Linux's own build packs with dictionaries and windows of up to 128 MiB
 * (scripts/xz_wrap.sh; zstd --ultra -22 in scripts/Makefile.lib).
 */
#define KXL_UNPACK_MEMORY     (192ULL << 20)
#define KXL_UNPACK_WINDOW_LOG 27

/* What comes out comes in pieces of this size, at most; LZ4's are larger. */
#define KXL_UNPACK_PIECE (32 * 1024)
/* More input than that is given to a library in parts: it counts in an int. */
#define KXL_UNPACK_PART (1U << 30)

enum kxl_unpacked {
	KXL_UNPACKED, /* all of it; its checksum is right, if any */
	KXL_UNPACK_DAMAGED,
	KXL_UNPACK_CUT,	      /* the bytes end, and the stream does not */
	KXL_UNPACK_LONG,      /* longer than allowed */
	KXL_UNPACK_UNCHECKED, /* it carries no checksum, and one was wanted */
	KXL_UNPACK_MEMORY_LOW,
	KXL_UNPACK_UNWRITTEN, /* the sink did not take it */
	KXL_UNPACK_FOLLOWED,  /* by bytes that are of no stream */
};

/* What becomes of unpacked bytes. */
struct kxl_sink {
	u64 limit;	  /* bytes that may come out of all streams together */
	bool wants_check; /* a stream without a checksum is not unpacked */
	u64 size;	  /* bytes that came out; more than @limit: too many */
	/* After KXL_UNPACK_MEMORY_LOW: bytes; 0: memory itself ran out */
	u64 needed;
	u64 allowed;
	/* 0 or -errno; NULL: they are thrown away */
	int (*put)(struct kxl_sink *sink, struct kx_bytes piece);
	int fd;	 /* @put's business */
	int err; /* what @put returned last */
};

/**
 * kxl_sink_put - give bytes to a sink
 *
 * Return: KXL_UNPACKED, KXL_UNPACK_LONG, and then the sink got none of them, or
 * KXL_UNPACK_UNWRITTEN.
 */
enum kxl_unpacked kxl_sink_put(struct kxl_sink *sink, struct kx_bytes piece);

/**
 * kxl_unpacker - decompress one stream
 * @packed: begins with a stream; on success, what follows the stream
 * @sink: gets what comes out, maybe a part of it on failure
 *
 * Needs no more than KXL_UNPACK_MEMORY, however much comes out. Sizes that a
 * stream declares are not allocated.
 */
typedef enum kxl_unpacked kxl_unpacker(struct kx_bytes *packed,
				       struct kxl_sink *sink);

kxl_unpacker kxl_unpack_bzip2;
kxl_unpacker kxl_unpack_lz4; /* a frame */
kxl_unpacker kxl_unpack_lz4_legacy;
kxl_unpacker kxl_unpack_lzma; /* the format before .xz */
kxl_unpacker kxl_unpack_xz;
kxl_unpacker kxl_unpack_zlib; /* gzip's format */
kxl_unpacker kxl_unpack_zstd;

/* Bytes @packed has beyond its first @used ones. */
static inline struct kx_bytes kxl_unpack_rest(struct kx_bytes packed, u64 used)
{
	return kx_bytes(packed.data + used, packed.size - used);
}

#endif
