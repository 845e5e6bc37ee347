// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Zstandard frames, with libzstd, which verifies checksums if present. */
#include "lib/unpack/unpackers.h"

#include <zstd.h>
#include <zstd_errors.h>

/* Frame_Header_Descriptor follows the magic number: RFC 8878, 3.1.1.1. */
#define DESCRIPTOR     4
#define HAS_CHECKSUM   0x04
#define SINGLE_SEGMENT 0x20

/* Block_Header: RFC 8878, 3.1.1.2. */
#define BLOCK_HEADER  3
#define LAST_BLOCK    0x1
#define BLOCK_TYPE(h) ((h) >> 1 & 0x3)
#define BLOCK_SIZE(h) ((u64)((h) >> 3))
#define RLE	      1
#define COMPRESSED    2

static enum kxl_unpacked failure(size_t ret)
{
	ZSTD_ErrorCode code = ZSTD_getErrorCode(ret);

	return code == ZSTD_error_memory_allocation ||
			       code == ZSTD_error_frameParameter_windowTooLarge
		       ? KXL_UNPACK_MEMORY_LOW
		       : KXL_UNPACK_DAMAGED;
}

static enum kxl_unpacked unpack(ZSTD_DCtx *context, struct kx_bytes *packed,
				struct kxl_sink *sink)
{
	ZSTD_inBuffer in = { packed->data, packed->size, 0 };
	enum kxl_unpacked put = KXL_UNPACKED;
	u8 piece[KXL_UNPACK_PIECE];
	size_t ret = 1;

	while (ret && put == KXL_UNPACKED) {
		ZSTD_outBuffer out = { piece, sizeof(piece), 0 };
		size_t before = in.pos;

		ret = ZSTD_decompressStream(context, &out, &in);
		if (ZSTD_isError(ret))
			return failure(ret);
		put = kxl_sink_put(sink, kx_bytes(piece, out.pos));
		if (ret && !out.pos && in.pos == before)
			return KXL_UNPACK_CUT;
	}
	if (put == KXL_UNPACKED)
		*packed = kxl_unpack_rest(*packed, in.pos);
	return put;
}

/*
 * Window_Descriptor: RFC 8878, 3.1.1.1.2. Without one, the window is as large
 * as the contents.
 */
static void note_window(struct kx_bytes packed, u8 descriptor,
			struct kxl_sink *sink)
{
	u64 base;
	u8 window = 0;

	sink->allowed = 1ULL << KXL_UNPACK_WINDOW_LOG;
	if (descriptor & SINGLE_SEGMENT ||
	    kx_read_le8(packed, DESCRIPTOR + 1, &window))
		return;
	base = 1ULL << (10 + (window >> 3));
	sink->needed = base + base / 8 * (window & 7);
}

/* Offset of the first block: RFC 8878, 3.1.1.1.1. */
static u64 first_block(u8 descriptor)
{
	static const u8 dictionary_sizes[] = { 0, 1, 2, 4 };
	static const u8 content_sizes[] = { 0, 2, 4, 8 };
	u64 at = DESCRIPTOR + 1 + dictionary_sizes[descriptor & 3] +
		 content_sizes[descriptor >> 6];

	/* Either a content size of one byte, or a window, follows. */
	return descriptor & SINGLE_SEGMENT && descriptor >> 6 ? at : at + 1;
}

/*
 * libzstd 1.5.4 accepts an empty compressed block in streaming mode, but
 * refuses it in one-shot mode, which Linux uses to unpack itself. Such a block
 * differs in one bit from the empty block at the end of a frame from a pipe.
 */
static bool has_empty_block(struct kx_bytes packed, u8 descriptor)
{
	u64 at = first_block(descriptor);
	u16 low;
	u8 high;

	while (!kx_read_le16(packed, at, &low) &&
	       !kx_read_le8(packed, at + 2, &high)) {
		u32 header = low | (u32)high << 16;

		if (BLOCK_TYPE(header) == COMPRESSED && !BLOCK_SIZE(header))
			return true;
		if (header & LAST_BLOCK)
			return false;
		at += BLOCK_HEADER +
		      (BLOCK_TYPE(header) == RLE ? 1 : BLOCK_SIZE(header));
	}
	return false;
}

enum kxl_unpacked kxl_unpack_zstd(struct kx_bytes *packed,
				  struct kxl_sink *sink)
{
	enum kxl_unpacked verdict = KXL_UNPACK_MEMORY_LOW;
	ZSTD_DCtx *context;
	u8 descriptor = 0;

	if (kx_read_le8(*packed, DESCRIPTOR, &descriptor))
		return KXL_UNPACK_CUT;
	if (sink->wants_check && !(descriptor & HAS_CHECKSUM))
		return KXL_UNPACK_UNCHECKED;
	if (has_empty_block(*packed, descriptor))
		return KXL_UNPACK_DAMAGED;
	context = ZSTD_createDCtx();
	if (!context)
		return verdict;
	if (!ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax,
						 KXL_UNPACK_WINDOW_LOG)))
		verdict = unpack(context, packed, sink);
	if (verdict == KXL_UNPACK_MEMORY_LOW)
		note_window(*packed, descriptor, sink);
	ZSTD_freeDCtx(context);
	return verdict;
}
