// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The .xz format, with liblzma; its x86 filter and every check it knows. */
#include "unpackers.h"

#include <lzma.h>

static enum kxl_unpacked verdict(lzma_ret ret)
{
	static const struct {
		lzma_ret ret;
		enum kxl_unpacked verdict;
	} rows[] = {
		{ LZMA_STREAM_END, KXL_UNPACKED },
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

enum kxl_unpacked kxl_unpack_xz(struct kx_bytes packed, u64 limit, u64 *size)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	u8 piece[16 * 1024];
	lzma_ret ret;
	bool is_whole;

	ret = lzma_stream_decoder(&stream, KXL_UNPACK_MEMORY,
				  LZMA_TELL_NO_CHECK |
					  LZMA_TELL_UNSUPPORTED_CHECK);
	stream.next_in = packed.data;
	stream.avail_in = packed.size;
	while (ret == LZMA_OK && stream.total_out <= limit) {
		stream.next_out = piece;
		stream.avail_out = sizeof(piece);
		ret = lzma_code(&stream, LZMA_FINISH);
	}
	is_whole = !stream.avail_in && stream.total_out <= limit;
	*size = stream.total_out;
	lzma_end(&stream);
	if (ret == LZMA_STREAM_END && !is_whole)
		return KXL_UNPACK_DAMAGED;
	return verdict(ret);
}
