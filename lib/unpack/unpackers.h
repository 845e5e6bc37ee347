/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The decompressors, one file for each library; the build selects the files. */
#ifndef LIB_UNPACK_UNPACKERS_H
#define LIB_UNPACK_UNPACKERS_H

#include "core/bytes.h"

/*
 * Linux's own build compresses with dictionaries and windows of up to 128 MiB
 * (scripts/xz_wrap.sh; zstd --ultra -22 in scripts/Makefile.lib).
 */
#define KXL_UNPACK_MEMORY     (192ULL << 20)
#define KXL_UNPACK_WINDOW_LOG 27

/* Largest piece of output for a sink; LZ4's pieces are larger. */
#define KXL_UNPACK_PIECE (32 * 1024)
/* Largest piece of input for a library that counts it in an int. */
#define KXL_UNPACK_PART (1U << 30)

enum kxl_unpacked {
	KXL_UNPACKED, /* all of it; its checksum, if any, is right */
	KXL_UNPACK_DAMAGED,
	KXL_UNPACK_CUT,	      /* the input ends before the stream */
	KXL_UNPACK_LONG,      /* longer than allowed */
	KXL_UNPACK_UNCHECKED, /* it has no checksum, but one is required */
	KXL_UNPACK_MEMORY_LOW,
	KXL_UNPACK_UNWRITTEN, /* the sink failed */
	KXL_UNPACK_FOLLOWED,  /* followed by bytes that are not a stream */
};

/* The destination of unpacked bytes. */
struct kxl_sink {
	u64 limit;	  /* bytes allowed for all streams together */
	bool wants_check; /* refuse a stream without a checksum */
	u64 size;	  /* bytes unpacked; more than @limit: too many */
	/* After KXL_UNPACK_MEMORY_LOW: bytes; 0: an allocation failed */
	u64 needed;
	u64 allowed;
	/* Returns 0 or -errno; NULL: discard the bytes */
	int (*put)(struct kxl_sink *sink, struct kx_bytes piece);
	/*
	 * Memory for the next @size bytes, the ones that @put is called with
	 * after that. NULL, or returns NULL: the unpacker uses its own.
	 */
	u8 *(*lend)(struct kxl_sink *sink, u64 size);
	/*
	 * The place of all the output, @limit bytes; NULL: there is none. An
	 * unpacker may put bytes there itself. Those after @size are undefined.
	 * Not together with @put.
	 */
	u8 *to;
	int fd;	 /* for @put */
	int err; /* last result of @put */
};

/**
 * kxl_sink_put - pass bytes to a sink
 *
 * Return: KXL_UNPACKED; KXL_UNPACK_LONG, without passing any of them; or
 * KXL_UNPACK_UNWRITTEN.
 */
enum kxl_unpacked kxl_sink_put(struct kxl_sink *sink, struct kx_bytes piece);

/**
 * kxl_unpacker - decompress one stream
 * @packed: begins with a stream; on success, the bytes after it
 * @sink: gets the output, maybe a part of it on failure
 *
 * Needs no more than KXL_UNPACK_MEMORY, however large the output. Sizes that a
 * stream declares are not allocated.
 */
typedef enum kxl_unpacked kxl_unpacker(struct kx_bytes *packed,
				       struct kxl_sink *sink);

kxl_unpacker kxl_unpack_bzip2;
kxl_unpacker kxl_unpack_lz4; /* a frame */
kxl_unpacker kxl_unpack_lz4_legacy;
kxl_unpacker kxl_unpack_lzma; /* the predecessor of .xz */
kxl_unpacker kxl_unpack_xz;
kxl_unpacker kxl_unpack_zlib; /* gzip's format */
kxl_unpacker kxl_unpack_zstd;

/**
 * kxl_unpack_deflate - decompress a stream of gzip to a place in memory
 * @packed: as for kxl_unpacker
 * @to: place for @sink->limit bytes
 * @sink: @sink->size is set on success; nothing else is used
 *
 * Not in a build without libdeflate (HAVE_DEFLATE).
 */
enum kxl_unpacked kxl_unpack_deflate(struct kx_bytes *packed, u8 *to,
				     struct kxl_sink *sink);

/* CRC-32 as gzip and .xz have it; not in a build without libdeflate. */
u32 kxl_crc32_deflate(struct kx_bytes bytes);
/* The same, a kx_crc32_fn: three instructions for each of the tables' forty. */
u32 kxl_crc32_go_on(u32 crc, struct kx_bytes bytes);

/* The bytes of @packed after its first @used ones. */
static inline struct kx_bytes kxl_unpack_rest(struct kx_bytes packed, u64 used)
{
	return kx_bytes(packed.data + used, packed.size - used);
}

#endif
