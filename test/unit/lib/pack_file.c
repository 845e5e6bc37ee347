// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Compressors by their own functions, with each format's checksum. */
#include "test/unit/lib/pack_file.h"

#include <stdlib.h>
#include <string.h>

#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#define GZIP	     (MAX_WBITS + 16) /* zlib.h, deflateInit2() */
#define LEGACY_BLOCK (8U << 20)
#define ZBOOT_HEADER 64

static u64 pack_gzip(struct kx_bytes contents, u8 *to, u64 room)
{
	z_stream stream = { .next_in = contents.data,
			    .avail_in = (uInt)contents.size,
			    .next_out = to,
			    .avail_out = (uInt)room };
	u64 size;

	if (deflateInit2(&stream, 6, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) !=
		    Z_OK ||
	    deflate(&stream, Z_FINISH) != Z_STREAM_END)
		abort();
	size = stream.total_out;
	deflateEnd(&stream);
	return size;
}

static u64 pack_xz(struct kx_bytes contents, u8 *to, u64 room)
{
	size_t size = 0;

	if (lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, NULL, contents.data,
				    contents.size, to, &size, room) != LZMA_OK)
		abort();
	return size;
}

static u64 pack_lzma(struct kx_bytes contents, u8 *to, u64 room)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	u64 size;

	if (lzma_lzma_preset(&options, 0) ||
	    lzma_alone_encoder(&stream, &options) != LZMA_OK)
		abort();
	stream.next_in = contents.data;
	stream.avail_in = contents.size;
	stream.next_out = to;
	stream.avail_out = room;
	if (lzma_code(&stream, LZMA_FINISH) != LZMA_STREAM_END)
		abort();
	size = stream.total_out;
	lzma_end(&stream);
	return size;
}

static u64 pack_zstd(struct kx_bytes contents, u8 *to, u64 room)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	size_t size;

	if (!context || ZSTD_isError(ZSTD_CCtx_setParameter(
				context, ZSTD_c_checksumFlag, 1)))
		abort();
	size = ZSTD_compress2(context, to, room, contents.data, contents.size);
	if (ZSTD_isError(size))
		abort();
	ZSTD_freeCCtx(context);
	return size;
}

/* Like pzstd: a skippable frame precedes each frame. */
static u64 pack_pzstd(struct kx_bytes contents, u8 *to, u64 room)
{
	static const u8 skipped[] = { 0x50, 0x2a, 0x4d, 0x18, 4, 0,
				      0,    0,	  1,	2,    3, 4 };

	memcpy(to, skipped, sizeof(skipped));
	return sizeof(skipped) + pack_zstd(contents, to + sizeof(skipped),
					   room - sizeof(skipped));
}

static u64 pack_lz4(struct kx_bytes contents, u8 *to, u64 room)
{
	const LZ4F_preferences_t preferences = {
		.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled,
	};
	size_t size = LZ4F_compressFrame(to, room, contents.data, contents.size,
					 &preferences);

	if (LZ4F_isError(size))
		abort();
	return size;
}

static u64 pack_lz4_legacy(struct kx_bytes contents, u8 *to, u64 room)
{
	u64 size = 4;
	u64 at;

	memcpy(to, "\x02\x21\x4c\x18", 4);
	for (at = 0; at < contents.size; at += LEGACY_BLOCK) {
		u64 left = contents.size - at;
		int part = LZ4_compress_default(
			(const char *)contents.data + at, (char *)to + size + 4,
			(int)(left < LEGACY_BLOCK ? left : LEGACY_BLOCK),
			(int)(room - size - 4));

		if (part <= 0)
			abort();
		kx_write_le32(to + size, (u32)part);
		size += 4 + (u64)part;
	}
	return size;
}

static u64 pack_bzip2(struct kx_bytes contents, u8 *to, u64 room)
{
	unsigned int size = (unsigned int)room;

	if (BZ2_bzBuffToBuffCompress(
		    (char *)to, &size, (char *)(uintptr_t)contents.data,
		    (unsigned int)contents.size, 1, 0, 0) != BZ_OK)
		abort();
	return size;
}

/* clang-format off */
const struct file_packing file_packings[FILE_PACKINGS] = {
	{ "gzip", "gzip data", HAVE_ZLIB, true, pack_gzip },
	{ "xz", "xz data", HAVE_XZ, true, pack_xz },
	{ "lzma", "lzma data", HAVE_XZ, false, pack_lzma },
	{ "zstd", "zstd data", HAVE_ZSTD, true, pack_zstd },
	{ "pzstd", "zstd data", HAVE_ZSTD, true, pack_pzstd },
	{ "LZ4", "LZ4 data", HAVE_LZ4, true, pack_lz4 },
	{ "LZ4, legacy", "LZ4 data (legacy)", HAVE_LZ4, false, pack_lz4_legacy },
	{ "bzip2", "bzip2 data", HAVE_BZIP2, true, pack_bzip2 },
};
/* clang-format on */

struct kx_bytes pack_file(const struct file_packing *packing,
			  struct kx_bytes contents)
{
	u64 room = contents.size + contents.size / 64 + 4096;
	u8 *to = malloc(room);

	if (!to)
		abort();
	return kx_bytes(to, packing->pack(contents, to, room));
}

struct kx_bytes pack_zboot(struct kx_bytes payload, const char *type)
{
	u8 *to = calloc(1, ZBOOT_HEADER + payload.size + 16);

	if (!to)
		abort();
	memcpy(to, "MZ\0\0zimg", 8);
	kx_write_le32(to + 8, ZBOOT_HEADER);
	kx_write_le32(to + 12, (u32)payload.size);
	strncpy((char *)to + 24, type, 31);
	memcpy(to + ZBOOT_HEADER, payload.data, payload.size);
	return kx_bytes(to, ZBOOT_HEADER + payload.size + 16);
}

void pack_free(struct kx_bytes file)
{
	free((void *)(uintptr_t)file.data);
}
