// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * LZ4, with liblz4: its frames, and the legacy frame, which Linux's build uses.
 * A legacy frame is a sequence of blocks of 8 MiB, each after its packed size,
 * without an end mark or a checksum (lz4_Frame_format.md, "Legacy frame").
 */
#include "lib/unpack/unpackers.h"

#include <stdlib.h>

#include <lz4.h>
#include <lz4frame.h>

#define LEGACY_MAGIC 4
#define LEGACY_BLOCK (8U << 20)
/* Maximal output per byte of a block (lz4_Block_format.md). */
#define RATIO_MAX 255
/* The byte after the magic: FLG. */
#define FLAGS	     4
#define HAS_CHECKSUM 0x04

static enum kxl_unpacked unpack(LZ4F_dctx *context, struct kx_bytes *packed,
				struct kxl_sink *sink)
{
	enum kxl_unpacked put = KXL_UNPACKED;
	struct kx_bytes rest = *packed;
	u8 piece[KXL_UNPACK_PIECE];
	size_t hint = 1;

	while (hint && put == KXL_UNPACKED) {
		size_t in = rest.size;
		size_t out = sizeof(piece);

		hint = LZ4F_decompress(context, piece, &out, rest.data, &in,
				       NULL);
		if (LZ4F_isError(hint))
			return KXL_UNPACK_DAMAGED;
		rest = kxl_unpack_rest(rest, in);
		put = kxl_sink_put(sink, kx_bytes(piece, out));
		if (hint && !in && !out)
			return KXL_UNPACK_CUT;
	}
	if (put == KXL_UNPACKED)
		*packed = rest;
	return put;
}

enum kxl_unpacked kxl_unpack_lz4(struct kx_bytes *packed, struct kxl_sink *sink)
{
	enum kxl_unpacked verdict;
	LZ4F_dctx *context;
	u8 flags = 0;

	if (kx_read_le8(*packed, FLAGS, &flags))
		return KXL_UNPACK_CUT;
	if (sink->wants_check && !(flags & HAS_CHECKSUM))
		return KXL_UNPACK_UNCHECKED;
	if (LZ4F_isError(
		    LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
		return KXL_UNPACK_MEMORY_LOW;
	verdict = unpack(context, packed, sink);
	LZ4F_freeDecompressionContext(context);
	return verdict;
}

/* Buffer for a block. */
struct room {
	char *at;
	u32 size;
};

static enum kxl_unpacked unpack_block(struct kx_bytes block, struct room room,
				      struct kxl_sink *sink)
{
	int size = LZ4_decompress_safe((const char *)block.data, room.at,
				       (int)block.size, (int)room.size);

	if (size < 0)
		return KXL_UNPACK_DAMAGED;
	return kxl_sink_put(sink, kx_bytes(room.at, (u64)size));
}

/* An impossible block size is the magic of the next frame. */
static enum kxl_unpacked unpack_blocks(struct kx_bytes *packed,
				       struct room room, struct kxl_sink *sink)
{
	enum kxl_unpacked verdict = KXL_UNPACKED;
	struct kx_bytes rest = kxl_unpack_rest(*packed, LEGACY_MAGIC);
	struct kx_bytes block;
	u32 size = 0;

	while (rest.size && verdict == KXL_UNPACKED) {
		if (kx_read_le32(rest, 0, &size))
			return KXL_UNPACK_CUT;
		if (!size || size > LZ4_COMPRESSBOUND(LEGACY_BLOCK))
			break;
		if (kx_bytes_slice(rest, sizeof(size), size, &block))
			return KXL_UNPACK_CUT;
		verdict = unpack_block(block, room, sink);
		rest = kxl_unpack_rest(rest, sizeof(size) + size);
	}
	if (verdict == KXL_UNPACKED)
		*packed = rest;
	return verdict;
}

enum kxl_unpacked kxl_unpack_lz4_legacy(struct kx_bytes *packed,
					struct kxl_sink *sink)
{
	enum kxl_unpacked verdict;
	struct room room = { .size = LEGACY_BLOCK };

	if (sink->wants_check)
		return KXL_UNPACK_UNCHECKED;
	if (packed->size < LEGACY_BLOCK / RATIO_MAX)
		room.size = (u32)packed->size * RATIO_MAX;
	room.at = malloc(room.size);
	if (!room.at)
		return KXL_UNPACK_MEMORY_LOW;
	verdict = unpack_blocks(packed, room, sink);
	free(room.at);
	return verdict;
}
