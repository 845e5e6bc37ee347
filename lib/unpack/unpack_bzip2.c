// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The bzip2 format, with libbz2, which verifies the checksums of each block and
 * of the whole.
 */
#include "lib/unpack/unpackers.h"

#include <bzlib.h>

static enum kxl_unpacked verdict(int ret)
{
	switch (ret) {
	case BZ_STREAM_END:
		return KXL_UNPACKED;
	case BZ_MEM_ERROR:
		return KXL_UNPACK_MEMORY_LOW;
	/* The input ended before the stream. */
	case BZ_OK:
		return KXL_UNPACK_CUT;
	default:
		return KXL_UNPACK_DAMAGED;
	}
}

static void feed(bz_stream *stream, struct kx_bytes *rest)
{
	u64 part = rest->size < KXL_UNPACK_PART ? rest->size : KXL_UNPACK_PART;

	if (stream->avail_in)
		return;
	/* libbz2 does not write to the input; its types lack const. */
	stream->next_in = (char *)(uintptr_t)rest->data;
	stream->avail_in = (unsigned int)part;
	*rest = kxl_unpack_rest(*rest, part);
}

enum kxl_unpacked kxl_unpack_bzip2(struct kx_bytes *packed,
				   struct kxl_sink *sink)
{
	enum kxl_unpacked put = KXL_UNPACKED;
	struct kx_bytes rest = *packed;
	char piece[KXL_UNPACK_PIECE];
	bz_stream stream = { 0 };
	bool is_empty;
	int ret;

	if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK)
		return KXL_UNPACK_MEMORY_LOW;
	do {
		feed(&stream, &rest);
		is_empty = !stream.avail_in;
		stream.next_out = piece;
		stream.avail_out = sizeof(piece);
		ret = BZ2_bzDecompress(&stream);
		is_empty = is_empty && stream.avail_out == sizeof(piece);
		put = kxl_sink_put(
			sink,
			kx_bytes(piece, sizeof(piece) - stream.avail_out));
	} while (ret == BZ_OK && !is_empty && put == KXL_UNPACKED);
	if (ret == BZ_STREAM_END)
		*packed = kxl_unpack_rest(*packed, packed->size - rest.size -
							   stream.avail_in);
	BZ2_bzDecompressEnd(&stream);
	return put == KXL_UNPACKED ? verdict(ret) : put;
}
