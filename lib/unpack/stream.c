// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The compression formats of initrds, a row each. Where a format says how long
 * its blocks are, their headers lead to the end of the stream. The limits are
 * those of Linux's decompressors, the same from 6.1 to 7.3; whether a kernel
 * was built with one of them can't be seen. stream_xz.c has the format xz.
 */
#include "lib/unpack/stream.h"

#include <stdio.h>

#include "lib/unpack/stream_reader.h"

#define MIB (1ULL << 20)

/* Flags of gzip's header: RFC 1952, 2.3. */
#define GZIP_METHOD   8
#define GZIP_CHECKSUM 0x02
#define GZIP_EXTRA    0x04
#define GZIP_COMMENT  0x10

/* Linux skips a file name and no other field (lib/decompress_inflate.c). */
static enum kxl_stream_end measure_gzip(struct kx_bytes bytes,
					struct kxl_stream *stream)
{
	struct kxl_reader reader = { bytes, 1 };
	u64 magic = 0;
	u64 method = 0;
	u64 flags = 0;

	if (!kxl_reader_take(&reader, 1, &magic) ||
	    !kxl_reader_take(&reader, 1, &method) ||
	    !kxl_reader_take(&reader, 1, &flags))
		return KXL_STREAM_CUT;
	if (magic != 0x8b || method != GZIP_METHOD)
		return kxl_stream_refuse(stream, "gzip",
					 "is of an older kind of gzip's format,"
					 " which Linux can't unpack");
	if (flags & (GZIP_CHECKSUM | GZIP_EXTRA | GZIP_COMMENT))
		return kxl_stream_refuse(stream, "gzip",
					 "has more in its header than a name, "
					 "and Linux skips only that");
	return KXL_STREAM_OPEN;
}

/* The magic and a digit (lib/decompress_bunzip2.c). */
static enum kxl_stream_end measure_bzip2(struct kx_bytes bytes,
					 struct kxl_stream *stream)
{
	(void)stream;
	if (!kx_bytes_have(bytes, 0, 4))
		return KXL_STREAM_CUT;
	return bytes.data[2] == 'h' && bytes.data[3] >= '1' &&
			       bytes.data[3] <= '9'
		       ? KXL_STREAM_OPEN
		       : KXL_STREAM_DAMAGED;
}

static enum kxl_stream_end measure_none(struct kx_bytes bytes,
					struct kxl_stream *stream)
{
	(void)bytes;
	(void)stream;
	return KXL_STREAM_OPEN;
}

/* Whether another stream begins at a byte. */
static bool is_stream(struct kx_bytes bytes, u64 at)
{
	return kxl_stream_find(kx_bytes(bytes.data + at, bytes.size - at));
}

#define LZ4_MAGIC 0x184c2102U
/* LZ4_compressBound() of 8 MiB, which each block unpacks to at most. */
#define LZ4_BLOCK_MAX (8 * MIB + 8 * MIB / 255 + 16)

/*
 * The legacy frame has no end mark: Linux reads on until a size of 0, or the
 * end (lib/decompress_unlz4.c). An archive that follows needs four zeroes
 * before it.
 */
static enum kxl_stream_end measure_lz4(struct kx_bytes bytes,
				       struct kxl_stream *stream)
{
	struct kxl_reader reader = { bytes, 0 };
	u64 block = 0;

	if (!kxl_reader_take(&reader, 4, &block))
		return KXL_STREAM_CUT;
	if (block != LZ4_MAGIC)
		return KXL_STREAM_DAMAGED;
	for (;;) {
		stream->size = reader.at;
		if (!kxl_reader_take(&reader, 4, &block) || !block)
			return KXL_STREAM_ENDS;
		if (block == LZ4_MAGIC)
			continue;
		if (block > LZ4_BLOCK_MAX)
			return KXL_STREAM_RUNS_ON;
		if (!kxl_reader_skip(&reader, block))
			return is_stream(bytes, reader.at - 4)
				       ? KXL_STREAM_RUNS_ON
				       : KXL_STREAM_CUT;
	}
}

/* RFC 8878, 3.1.1: frame header, blocks, and maybe a checksum. */
#define ZSTD_MAGIC     0xfd2fb528U
#define ZSTD_CHECKSUM  0x04
#define ZSTD_RESERVED  0x08
#define ZSTD_SINGLE    0x20
#define ZSTD_BLOCK_MAX (128U << 10)
/* ZSTD_MAXWINDOWSIZE_DEFAULT in lib/zstd/decompress. */
#define ZSTD_WINDOW_MAX (128 * MIB + 1)

static enum kxl_stream_end judge_window(u64 window, struct kxl_stream *stream)
{
	if (window <= ZSTD_WINDOW_MAX)
		return KXL_STREAM_ENDS;
	snprintf(stream->setting, sizeof(stream->setting),
		 "has a window of %llu MiB, and Linux's limit is 128 MiB",
		 (unsigned long long)((window - 1) / MIB + 1));
	stream->advice = "zstd, without --long and --ultra";
	return KXL_STREAM_REFUSED;
}

/* 3.1.1.1.2: an exponent and a mantissa of 3 bits. */
static u64 window_of(u64 descriptor)
{
	u64 base = 1ULL << (10 + (descriptor >> 3));

	return base + base / 8 * (descriptor & 7);
}

/* KXL_STREAM_ENDS: the blocks begin at @reader. */
static enum kxl_stream_end read_zstd_header(struct kxl_reader *reader,
					    struct kxl_stream *stream,
					    u64 *descriptor)
{
	static const u8 dictionaries[] = { 0, 1, 2, 4 };
	static const u8 contents[] = { 0, 2, 4, 8 };
	u64 dictionary = 0;
	u64 content = 0;
	u64 window = 0;
	u8 width;

	if (!kxl_reader_take(reader, 1, descriptor))
		return KXL_STREAM_CUT;
	if (*descriptor & ZSTD_RESERVED)
		return KXL_STREAM_DAMAGED;
	width = contents[*descriptor >> 6];
	if (*descriptor & ZSTD_SINGLE && !width)
		width = 1;
	if ((!(*descriptor & ZSTD_SINGLE) &&
	     !kxl_reader_take(reader, 1, &window)) ||
	    !kxl_reader_take(reader, dictionaries[*descriptor & 3],
			     &dictionary) ||
	    !kxl_reader_take(reader, width, &content))
		return KXL_STREAM_CUT;
	if (dictionary)
		return kxl_stream_refuse(stream, "zstd, without -D",
					 "needs a dictionary, and Linux has "
					 "none");
	/* Two bytes begin at 256; no such content is near the limit. */
	return judge_window(*descriptor & ZSTD_SINGLE ? content
						      : window_of(window),
			    stream);
}

static enum kxl_stream_end measure_zstd(struct kx_bytes bytes,
					struct kxl_stream *stream)
{
	struct kxl_reader reader = { bytes, 0 };
	enum kxl_stream_end end;
	u64 descriptor = 0;
	u64 block = 0;

	if (!kxl_reader_take(&reader, 4, &block))
		return KXL_STREAM_CUT;
	if (block != ZSTD_MAGIC)
		return KXL_STREAM_DAMAGED;
	end = read_zstd_header(&reader, stream, &descriptor);
	if (end != KXL_STREAM_ENDS)
		return end;
	/* A bit for the last one, two for its kind, and the size. */
	for (block = 0; !(block & 1);) {
		if (!kxl_reader_take(&reader, 3, &block))
			return KXL_STREAM_CUT;
		if ((block >> 1 & 3) == 3 ||
		    ((block >> 1 & 3) != 1 && block >> 3 > ZSTD_BLOCK_MAX))
			return KXL_STREAM_DAMAGED;
		/* The second kind is one byte, repeated. */
		if (!kxl_reader_skip(&reader,
				     (block >> 1 & 3) == 1 ? 1 : block >> 3))
			return KXL_STREAM_CUT;
	}
	if (descriptor & ZSTD_CHECKSUM && !kxl_reader_skip(&reader, 4))
		return KXL_STREAM_CUT;
	stream->size = reader.at;
	return KXL_STREAM_ENDS;
}

/* The rows of lib/decompress.c in Linux. */
static const struct kxl_stream_format formats[] = {
	{ { 0x1f, 0x8b }, "gzip", measure_gzip },
	{ { 0x1f, 0x9e }, "gzip", measure_gzip },
	{ { 0x42, 0x5a }, "bzip2", measure_bzip2 },
	{ { 0x5d, 0x00 }, "lzma", measure_none },
	{ { 0xfd, 0x37 }, "xz", kxl_stream_measure_xz },
	{ { 0x89, 0x4c }, "lzo", measure_none },
	{ { 0x02, 0x21 }, "lz4", measure_lz4 },
	{ { 0x28, 0xb5 }, "zstd", measure_zstd },
};

const struct kxl_stream_format *kxl_stream_find(struct kx_bytes bytes)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (kx_bytes_have(bytes, 0, 2) &&
		    !memcmp(bytes.data, formats[i].magic, 2))
			return &formats[i];
	return NULL;
}
