// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The end of an .xz stream: header, blocks, index, footer (xz-file-format.txt
 * of XZ Utils). In a block without a size, the headers of LZMA2's chunks lead
 * to its end. The limits are those of lib/xz in Linux.
 */
#include "lib/unpack/stream_reader.h"

#include <stdio.h>

#define MAGIC  \
	"\xfd" \
	"7zXZ\0"
#define MAGIC_SIZE   6
#define FOOTER_SIZE  12
#define CRC32_SIZE   4
#define NUMBER_BYTES 9 /* of a number, at most */

/* Block flags; Linux supports one filter before LZMA2. */
#define HAS_FILTER   0x01
#define HAS_MORE     0x3e
#define HAS_PACKED   0x40
#define HAS_UNPACKED 0x80

/* Smaller IDs are not for machine code: delta has 3. */
#define FILTER_MIN   4
#define FILTER_LZMA2 0x21
/* 3 GiB; 40 means 4 GiB less one byte. */
#define DICTIONARY_MAX 39

/* LZMA2's control byte. */
#define CHUNK_END	 0
#define CHUNK_PLAIN	 1
#define CHUNK_PLAIN_LAST 2
#define CHUNK_LZMA	 0x80
#define CHUNK_PROPERTIES 0xc0 /* and above: one byte more */

struct xz {
	struct kxl_reader reader;
	struct kxl_stream *stream;
	enum kxl_stream_end end; /* why a function returned false */
	u64 check_size;
};

static bool stop(struct xz *xz, enum kxl_stream_end end)
{
	xz->end = end;
	return false;
}

static bool refuse(struct xz *xz, const char *advice, const char *setting)
{
	return stop(xz, kxl_stream_refuse(xz->stream, advice, setting));
}

static bool take(struct xz *xz, u8 width, u64 *value)
{
	return kxl_reader_take(&xz->reader, width, value) ||
	       stop(xz, KXL_STREAM_CUT);
}

static bool skip(struct xz *xz, u64 count)
{
	return kxl_reader_skip(&xz->reader, count) || stop(xz, KXL_STREAM_CUT);
}

/* Up to a multiple of 4 bytes from @start. */
static bool align(struct xz *xz, u64 start)
{
	return skip(xz, (start - xz->reader.at) % 4);
}

/* Seven bits a byte, the lowest first; the top bit: more follow. */
static bool take_number(struct xz *xz, u64 *value)
{
	u64 number = 0;
	u64 byte = 0x80;
	u8 i;

	for (i = 0; byte & 0x80; i++) {
		if (i == NUMBER_BYTES)
			return stop(xz, KXL_STREAM_DAMAGED);
		if (!take(xz, 1, &byte))
			return false;
		number |= (byte & 0x7f) << (7 * i);
	}
	*value = number;
	return true;
}

/* By xz(1) for its own files CRC64, which lib/xz/xz_dec_stream.c refuses. */
static bool read_stream_header(struct xz *xz)
{
	static const u8 sizes[] = { 0,	4,  4,	4,  8,	8,  8,	16,
				    16, 16, 32, 32, 32, 64, 64, 64 };
	static const char *const names[] = { [4] = "CRC64", [10] = "SHA-256" };
	u64 flags = 0;
	u64 check;

	if (!take(xz, 2, &flags) || !skip(xz, CRC32_SIZE))
		return false;
	check = flags >> 8;
	if (flags & 0xff || check >= ARRAY_SIZE(sizes))
		return stop(xz, KXL_STREAM_DAMAGED);
	xz->check_size = sizes[check];
	if (check <= 1)
		return true;
	snprintf(xz->stream->setting, sizeof(xz->stream->setting),
		 "has the check %s, and Linux knows only CRC32",
		 check < ARRAY_SIZE(names) && names[check] ? names[check]
							   : "of a new kind");
	xz->stream->advice = "xz --check=crc32";
	return stop(xz, KXL_STREAM_REFUSED);
}

static bool read_filters(struct xz *xz, u64 flags)
{
	u64 properties = 0;
	u64 dictionary = 0;
	u64 id = 0;

	if (flags & HAS_FILTER &&
	    (!take_number(xz, &id) || !take_number(xz, &properties)))
		return false;
	if (flags & HAS_FILTER && (id < FILTER_MIN || properties))
		return refuse(xz, "xz, without --delta and start=",
			      "has a filter that Linux does not know");
	if (!take_number(xz, &id) || !take_number(xz, &properties))
		return false;
	if (id != FILTER_LZMA2 || properties != 1)
		return stop(xz, KXL_STREAM_DAMAGED);
	if (!take(xz, 1, &dictionary))
		return false;
	if (dictionary > DICTIONARY_MAX)
		return refuse(xz, "xz, with a smaller dict=",
			      "has a dictionary of 4 GiB, and Linux's limit "
			      "is 3 GiB");
	return true;
}

/* @packed: 0 if the header does not say it */
static bool read_block_header(struct xz *xz, u64 words, u64 *packed)
{
	u64 start = xz->reader.at - 1;
	u64 end = (words + 1) * 4;
	u64 unpacked = 0;
	u64 flags = 0;

	if (!take(xz, 1, &flags))
		return false;
	if (flags & HAS_MORE)
		return refuse(xz, "xz, with two filters at most",
			      "has more than two filters, and Linux supports "
			      "no more");
	if ((flags & HAS_PACKED && !take_number(xz, packed)) ||
	    (flags & HAS_UNPACKED && !take_number(xz, &unpacked)) ||
	    !read_filters(xz, flags))
		return false;
	if (xz->reader.at - start + CRC32_SIZE > end ||
	    (flags & HAS_PACKED && !*packed))
		return stop(xz, KXL_STREAM_DAMAGED);
	return skip(xz, end - (xz->reader.at - start));
}

static u64 swapped(u64 size)
{
	return (size >> 8 & 0xff) | (size & 0xff) << 8;
}

static bool skip_chunks(struct xz *xz)
{
	u64 control = 0;
	u64 size = 0;

	for (;;) {
		if (!take(xz, 1, &control))
			return false;
		if (control == CHUNK_END)
			return true;
		if (control > CHUNK_PLAIN_LAST && control < CHUNK_LZMA)
			return stop(xz, KXL_STREAM_DAMAGED);
		/* Before the packed size, there is that of the contents. */
		if ((control >= CHUNK_LZMA && !skip(xz, 2)) ||
		    !take(xz, 2, &size) ||
		    !skip(xz,
			  swapped(size) + 1 + (control >= CHUNK_PROPERTIES)))
			return false;
	}
}

static bool skip_block(struct xz *xz, u64 words)
{
	u64 start = xz->reader.at - 1;
	u64 packed = 0;

	if (!read_block_header(xz, words, &packed))
		return false;
	if (packed ? !skip(xz, packed) : !skip_chunks(xz))
		return false;
	return align(xz, start) && skip(xz, xz->check_size);
}

/* Two numbers for each block. */
static bool skip_index(struct xz *xz)
{
	u64 start = xz->reader.at - 1;
	u64 unpacked = 0;
	u64 packed = 0;
	u64 blocks = 0;

	if (!take_number(xz, &blocks))
		return false;
	for (; blocks; blocks--)
		if (!take_number(xz, &packed) || !take_number(xz, &unpacked))
			return false;
	return align(xz, start) && skip(xz, CRC32_SIZE + FOOTER_SIZE);
}

static bool read_stream(struct xz *xz)
{
	u64 words = 0;

	if (!skip(xz, MAGIC_SIZE))
		return false;
	if (memcmp(xz->reader.bytes.data, MAGIC, MAGIC_SIZE) != 0)
		return stop(xz, KXL_STREAM_DAMAGED);
	if (!read_stream_header(xz))
		return false;
	for (;;) {
		if (!take(xz, 1, &words))
			return false;
		if (!words)
			return skip_index(xz);
		if (!skip_block(xz, words))
			return false;
	}
}

enum kxl_stream_end kxl_stream_measure_xz(struct kx_bytes bytes,
					  struct kxl_stream *stream)
{
	struct xz xz = { .reader = { bytes, 0 }, .stream = stream };

	if (!read_stream(&xz))
		return xz.end;
	stream->size = xz.reader.at;
	return KXL_STREAM_ENDS;
}
