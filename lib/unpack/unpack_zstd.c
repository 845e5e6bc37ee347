// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Zstandard frames, with libzstd, which verifies checksums if present. Where
 * the sink lends memory for a whole frame, that is the window as well: libzstd
 * then allocates none, and copies nothing. Neither does it where all of the
 * output has its place, which is not said in the header of a kernel's frame.
 */
#include "lib/unpack/unpackers.h"

/* For ZSTD_d_stableOutBuffer, an interface of this version of libzstd alone. */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

/* Frame_Header_Descriptor follows the magic number: RFC 8878, 3.1.1.1. */
#define DESCRIPTOR     4
#define HAS_CHECKSUM   0x04
#define SINGLE_SEGMENT 0x20
#define CHECKSUM       4

/* Block_Header: RFC 8878, 3.1.1.2. */
#define BLOCK_HEADER  3
#define LAST_BLOCK    0x1
#define BLOCK_TYPE(h) ((h) >> 1 & 0x3)
#define BLOCK_SIZE(h) ((u64)((h) >> 3))
#define RLE	      1
#define COMPRESSED    2
/* Largest output of a block: RFC 8878, 3.1.1.2.3. */
#define BLOCK_MAX (128U << 10)

/* Input for one call of libzstd: the sink is called after each. */
#define PART (256U << 10)
/* A smaller window costs less than memory that is cleared before it is lent. */
#define LEND_WINDOW (2U << 20)
/* No kernel unpacks to more bytes for each of its packed ones. */
#define LEND_RATIO 32

static enum kxl_unpacked failure(size_t ret)
{
	ZSTD_ErrorCode code = ZSTD_getErrorCode(ret);

	return code == ZSTD_error_memory_allocation ||
			       code == ZSTD_error_frameParameter_windowTooLarge
		       ? KXL_UNPACK_MEMORY_LOW
		       : KXL_UNPACK_DAMAGED;
}

/* Gives libzstd more input if it has none left. */
static void feed(ZSTD_inBuffer *in, struct kx_bytes packed)
{
	u64 rest = packed.size - in->pos;

	if (in->pos == in->size)
		in->size += rest < PART ? rest : PART;
}

/* @lent: where all of the output goes; NULL: through a piece of memory */
static enum kxl_unpacked unpack(ZSTD_DCtx *context, struct kx_bytes *packed,
				struct kxl_sink *sink, ZSTD_outBuffer lent)
{
	ZSTD_inBuffer in = { packed->data, 0, 0 };
	enum kxl_unpacked put = KXL_UNPACKED;
	u8 piece[KXL_UNPACK_PIECE];
	ZSTD_outBuffer out = lent;
	size_t ret = 1;

	while (ret && put == KXL_UNPACKED) {
		size_t before = in.pos;
		size_t start;

		if (!lent.dst)
			out = (ZSTD_outBuffer){ piece, sizeof(piece), 0 };
		start = out.pos;
		feed(&in, *packed);
		ret = ZSTD_decompressStream(context, &out, &in);
		if (ZSTD_isError(ret))
			return failure(ret);
		put = kxl_sink_put(
			sink, kx_bytes((u8 *)out.dst + start, out.pos - start));
		if (ret && out.pos == start && in.pos == before)
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

/* What the headers of a frame's blocks say. */
struct frame {
	u64 packed;  /* bytes of all of them */
	u64 most;    /* that they can unpack to */
	u64 largest; /* size in a header of theirs */
	bool has_empty_block;
};

static void add_block(struct frame *frame, u32 header)
{
	bool is_packed = BLOCK_TYPE(header) == COMPRESSED;

	frame->packed += BLOCK_HEADER +
			 (BLOCK_TYPE(header) == RLE ? 1 : BLOCK_SIZE(header));
	frame->most += is_packed ? BLOCK_MAX : BLOCK_SIZE(header);
	if (BLOCK_SIZE(header) > frame->largest)
		frame->largest = BLOCK_SIZE(header);
	frame->has_empty_block |= is_packed && !BLOCK_SIZE(header);
}

static struct frame read_frame(struct kx_bytes packed, u8 descriptor)
{
	struct frame frame = { .packed = first_block(descriptor) };
	u32 header = 0;
	u16 low;
	u8 high;

	while (!(header & LAST_BLOCK) &&
	       !kx_read_le16(packed, frame.packed, &low) &&
	       !kx_read_le8(packed, frame.packed + 2, &high)) {
		header = low | (u32)high << 16;
		add_block(&frame, header);
	}
	return frame;
}

/*
 * Zstandard's header says how large the contents are, but may lie: then they
 * are more than the blocks can unpack to, or than packed files ever do.
 */
static u64 lent_size(struct kx_bytes packed, const struct frame *frame,
		     const struct kxl_sink *sink)
{
	ZSTD_frameHeader header;
	u64 size;

	if (ZSTD_versionNumber() != ZSTD_VERSION_NUMBER ||
	    ZSTD_getFrameHeader(&header, packed.data, packed.size))
		return 0;
	size = header.frameContentSize;
	return header.windowSize > LEND_WINDOW && size <= frame->most &&
			       size / LEND_RATIO <= frame->packed &&
			       size <= sink->limit - sink->size
		       ? size
		       : 0;
}

/* The memory for all of a frame, or nothing. */
static ZSTD_outBuffer lend(ZSTD_DCtx *context, struct kx_bytes packed,
			   const struct frame *frame, struct kxl_sink *sink)
{
	ZSTD_outBuffer lent = { NULL, lent_size(packed, frame, sink), 0 };

	if (sink->lend && lent.size)
		lent.dst = sink->lend(sink, lent.size);
	if (lent.dst && ZSTD_isError(ZSTD_DCtx_setParameter(
				context, ZSTD_d_stableOutBuffer, 1)))
		lent.dst = NULL;
	return lent;
}

static enum kxl_unpacked unpack_frame(ZSTD_DCtx *context,
				      const struct frame *frame,
				      struct kx_bytes *packed,
				      struct kxl_sink *sink)
{
	if (ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax,
						KXL_UNPACK_WINDOW_LOG)))
		return KXL_UNPACK_MEMORY_LOW;
	return unpack(context, packed, sink,
		      lend(context, *packed, frame, sink));
}

/*
 * In one call, as Linux unpacks itself. If that fails, unpack_frame() finds out
 * why. It also gets frames with blocks that may be larger than a window or than
 * RFC 8878 (3.1.1.2.4) allows: libzstd 1.5.4 takes those in one-shot mode only.
 */
static bool unpack_to_place(ZSTD_DCtx *context, const struct frame *frame,
			    u8 descriptor, struct kx_bytes *packed,
			    struct kxl_sink *sink)
{
	u64 size = frame->packed + (descriptor & HAS_CHECKSUM ? CHECKSUM : 0);
	ZSTD_frameHeader header;
	size_t ret;

	if (!kx_bytes_have(*packed, 0, size) ||
	    ZSTD_getFrameHeader(&header, packed->data, packed->size) ||
	    header.windowSize > 1ULL << KXL_UNPACK_WINDOW_LOG ||
	    header.windowSize < BLOCK_MAX || frame->largest > BLOCK_MAX)
		return false;
	ret = ZSTD_decompressDCtx(context, sink->to + sink->size,
				  sink->limit - sink->size, packed->data, size);
	if (ZSTD_isError(ret) ||
	    kxl_sink_put(sink, kx_bytes(sink->to + sink->size, ret)) !=
		    KXL_UNPACKED)
		return false;
	*packed = kxl_unpack_rest(*packed, size);
	return true;
}

/*
 * libzstd 1.5.4 accepts an empty compressed block in streaming mode, but
 * refuses it in one-shot mode, which Linux uses to unpack itself. Such a block
 * differs in one bit from the empty block at the end of a frame from a pipe.
 */
enum kxl_unpacked kxl_unpack_zstd(struct kx_bytes *packed,
				  struct kxl_sink *sink)
{
	enum kxl_unpacked verdict;
	struct frame frame;
	ZSTD_DCtx *context;
	u8 descriptor = 0;

	if (kx_read_le8(*packed, DESCRIPTOR, &descriptor))
		return KXL_UNPACK_CUT;
	if (sink->wants_check && !(descriptor & HAS_CHECKSUM))
		return KXL_UNPACK_UNCHECKED;
	frame = read_frame(*packed, descriptor);
	if (frame.has_empty_block)
		return KXL_UNPACK_DAMAGED;
	context = ZSTD_createDCtx();
	if (!context)
		return KXL_UNPACK_MEMORY_LOW;
	if (sink->to &&
	    unpack_to_place(context, &frame, descriptor, packed, sink))
		verdict = KXL_UNPACKED;
	else
		verdict = unpack_frame(context, &frame, packed, sink);
	if (verdict == KXL_UNPACK_MEMORY_LOW)
		note_window(*packed, descriptor, sink);
	ZSTD_freeDCtx(context);
	return verdict;
}
