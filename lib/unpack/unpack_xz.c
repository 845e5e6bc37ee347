// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The .xz format, with its x86 filter and every check that liblzma supports,
 * and its predecessor .lzma, which has no check.
 */
#include "lib/unpack/unpackers.h"

#include <lzma.h>

#include "lib/unpack/xz_place.h"

static enum kxl_unpacked verdict(lzma_ret ret)
{
	static const struct {
		lzma_ret ret;
		enum kxl_unpacked verdict;
	} rows[] = {
		{ LZMA_STREAM_END, KXL_UNPACKED },
		{ LZMA_BUF_ERROR, KXL_UNPACK_CUT },
		{ LZMA_NO_CHECK, KXL_UNPACK_UNCHECKED },
		{ LZMA_UNSUPPORTED_CHECK, KXL_UNPACK_UNCHECKED },
		{ LZMA_MEM_ERROR, KXL_UNPACK_MEMORY_LOW },
		{ LZMA_MEMLIMIT_ERROR, KXL_UNPACK_MEMORY_LOW },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].ret == ret)
			return rows[i].verdict;
	}
	return KXL_UNPACK_DAMAGED;
}

/* @ret: result of the initialization of @stream */
static enum kxl_unpacked run(lzma_stream *stream, lzma_ret ret,
			     struct kx_bytes *packed, struct kxl_sink *sink)
{
	enum kxl_unpacked put = KXL_UNPACKED;
	u8 piece[KXL_UNPACK_PIECE];

	stream->next_in = packed->data;
	stream->avail_in = packed->size;
	while (ret == LZMA_OK && put == KXL_UNPACKED) {
		stream->next_out = piece;
		stream->avail_out = sizeof(piece);
		ret = lzma_code(stream, LZMA_FINISH);
		put = kxl_sink_put(
			sink,
			kx_bytes(piece, sizeof(piece) - stream->avail_out));
	}
	if (ret == LZMA_MEMLIMIT_ERROR) {
		sink->needed = lzma_memusage(stream);
		sink->allowed = KXL_UNPACK_MEMORY;
	}
	if (ret == LZMA_STREAM_END)
		*packed = kxl_unpack_rest(*packed, stream->total_in);
	lzma_end(stream);
	return put == KXL_UNPACKED ? verdict(ret) : put;
}

enum kxl_unpacked kxl_unpack_xz(struct kx_bytes *packed, struct kxl_sink *sink)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	u32 flags = sink->wants_check
			    ? LZMA_TELL_NO_CHECK | LZMA_TELL_UNSUPPORTED_CHECK
			    : 0;
	lzma_ret ret;

	if (sink->to && !sink->size && kxl_xz_place(packed, sink))
		return KXL_UNPACKED;
	ret = lzma_stream_decoder(&stream, KXL_UNPACK_MEMORY, flags);
	return run(&stream, ret, packed, sink);
}

enum kxl_unpacked kxl_unpack_lzma(struct kx_bytes *packed,
				  struct kxl_sink *sink)
{
	lzma_stream stream = LZMA_STREAM_INIT;

	if (sink->wants_check)
		return KXL_UNPACK_UNCHECKED;
	return run(&stream, lzma_alone_decoder(&stream, KXL_UNPACK_MEMORY),
		   packed, sink);
}
