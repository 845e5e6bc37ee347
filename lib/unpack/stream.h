/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Compressed archives of an initrd: their ends, and what Linux can't read. */
#ifndef LIB_UNPACK_STREAM_H
#define LIB_UNPACK_STREAM_H

#include "core/bytes.h"

enum kxl_stream_end {
	KXL_STREAM_ENDS,    /* @size bytes from its beginning */
	KXL_STREAM_OPEN,    /* only unpacking finds its end */
	KXL_STREAM_CUT,	    /* the bytes end before the stream */
	KXL_STREAM_DAMAGED, /* a header that no program writes */
	KXL_STREAM_REFUSED, /* Linux does not unpack it: see @setting */
	KXL_STREAM_RUNS_ON, /* Linux takes what follows for a part of it */
};

struct kxl_stream {
	u64 size;
	/* "has the check CRC64, and Linux knows only CRC32" */
	char setting[96];
	const char *advice; /* static: "xz --check=crc32" */
};

struct kxl_stream_format {
	u8 magic[2];
	const char *name; /* as Linux calls it: "zstd" */
	/**
	 * measure - find the end of a stream by its headers
	 * @bytes: begins with the stream
	 * @stream: filled as the result says
	 *
	 * Skips what is compressed. Each header is read once.
	 */
	enum kxl_stream_end (*measure)(struct kx_bytes bytes,
				       struct kxl_stream *stream);
};

/**
 * kxl_stream_find - find the decompressor that Linux would call
 *
 * Like Linux, compares two bytes only (lib/decompress.c).
 *
 * Return: a row, or NULL.
 */
const struct kxl_stream_format *kxl_stream_find(struct kx_bytes bytes);

#endif
