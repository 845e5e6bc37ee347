// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The gzip format, with zlib, which checks sum and size at its end. */
#include "unpackers.h"

#include <limits.h>
#define ZLIB_CONST
#include <zlib.h>

/* Add to the window's bits: a gzip header, and nothing else (zlib.h). */
#define GZIP_ONLY 16

enum kxl_unpacked kxl_unpack_zlib(struct kx_bytes packed, u64 limit, u64 *size)
{
	z_stream stream = { .next_in = packed.data,
			    .avail_in = (uInt)packed.size };
	u8 piece[16 * 1024];
	int ret;
	bool is_whole;

	if (packed.size > UINT_MAX)
		return KXL_UNPACK_DAMAGED;
	if (inflateInit2(&stream, MAX_WBITS + GZIP_ONLY) != Z_OK)
		return KXL_UNPACK_MEMORY_LOW;
	do {
		stream.next_out = piece;
		stream.avail_out = sizeof(piece);
		ret = inflate(&stream, Z_NO_FLUSH);
	} while (ret == Z_OK && stream.total_out <= limit);
	is_whole = !stream.avail_in && stream.total_out <= limit;
	*size = stream.total_out;
	inflateEnd(&stream);
	if (ret == Z_MEM_ERROR)
		return KXL_UNPACK_MEMORY_LOW;
	return ret == Z_STREAM_END && is_whole ? KXL_UNPACKED
					       : KXL_UNPACK_DAMAGED;
}
