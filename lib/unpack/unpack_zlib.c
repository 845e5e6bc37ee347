// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The gzip format, with zlib, which verifies checksum and size at its end. */
#include "lib/unpack/unpackers.h"

#define ZLIB_CONST
#include <zlib.h>

/* Added to the window bits: only accept a gzip header (zlib.h). */
#define GZIP_ONLY 16

static enum kxl_unpacked verdict(int ret)
{
	switch (ret) {
	case Z_STREAM_END:
		return KXL_UNPACKED;
	case Z_MEM_ERROR:
		return KXL_UNPACK_MEMORY_LOW;
	case Z_BUF_ERROR:
		return KXL_UNPACK_CUT;
	default:
		return KXL_UNPACK_DAMAGED;
	}
}

/* Gives @stream more of @rest if it has no input left. */
static void feed(z_stream *stream, struct kx_bytes *rest)
{
	u64 part = rest->size < KXL_UNPACK_PART ? rest->size : KXL_UNPACK_PART;

	if (stream->avail_in)
		return;
	stream->next_in = rest->data;
	stream->avail_in = (uInt)part;
	*rest = kxl_unpack_rest(*rest, part);
}

enum kxl_unpacked kxl_unpack_zlib(struct kx_bytes *packed,
				  struct kxl_sink *sink)
{
	enum kxl_unpacked put = KXL_UNPACKED;
	struct kx_bytes rest = *packed;
	u8 piece[KXL_UNPACK_PIECE];
	z_stream stream = { 0 };
	int ret;

	if (inflateInit2(&stream, MAX_WBITS + GZIP_ONLY) != Z_OK)
		return KXL_UNPACK_MEMORY_LOW;
	do {
		feed(&stream, &rest);
		stream.next_out = piece;
		stream.avail_out = sizeof(piece);
		ret = inflate(&stream, Z_NO_FLUSH);
		put = kxl_sink_put(
			sink,
			kx_bytes(piece, sizeof(piece) - stream.avail_out));
	} while (ret == Z_OK && put == KXL_UNPACKED);
	if (ret == Z_STREAM_END)
		*packed = kxl_unpack_rest(*packed, packed->size - rest.size -
							   stream.avail_in);
	inflateEnd(&stream);
	return put == KXL_UNPACKED ? verdict(ret) : put;
}
