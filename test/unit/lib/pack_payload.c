// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Compressors with the options of Linux's build (scripts/Makefile.lib), and
 * with others; and one-shot decompressors, as a second opinion.
 */
#include "test/unit/lib/pack_payload.h"

#include <stdlib.h>
#include <string.h>

#include <bzlib.h>
#include <lzma.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#define GZIP	  (MAX_WBITS + 16) /* zlib.h, inflateInit2() */
#define SIZE_WORD 4
#define DAMAGED	  (~0ULL)

/* scripts/xz_wrap.sh: x86 filter first; a small dictionary is faster. */
static u64 pack_xz(struct kx_bytes contents, int option, u8 *to, u64 room)
{
	lzma_options_lzma lzma;
	lzma_filter filters[] = {
		{ LZMA_FILTER_X86, NULL },
		{ LZMA_FILTER_LZMA2, &lzma },
		{ LZMA_VLI_UNKNOWN, NULL },
	};
	size_t size = 0;

	if (lzma_lzma_preset(&lzma, 0))
		abort();
	lzma.dict_size = 64 * 1024;
	if (lzma_stream_buffer_encode(filters, (lzma_check)option, NULL,
				      contents.data, contents.size, to, &size,
				      room) != LZMA_OK)
		abort();
	return size;
}

static u64 unpack_xz(struct kx_bytes packed, u8 *to, u64 room)
{
	uint64_t memory = UINT64_MAX;
	size_t in = 0;
	size_t out = 0;

	if (lzma_stream_buffer_decode(&memory, 0, NULL, packed.data, &in,
				      packed.size, to, &out, room) != LZMA_OK)
		return DAMAGED;
	return in == packed.size ? out : DAMAGED;
}

static u64 pack_gzip(struct kx_bytes contents, int option, u8 *to, u64 room)
{
	z_stream stream = { .next_in = contents.data,
			    .avail_in = (uInt)contents.size,
			    .next_out = to,
			    .avail_out = (uInt)room };
	u64 size;

	if (deflateInit2(&stream, option, Z_DEFLATED, GZIP, 8,
			 Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflate(&stream, Z_FINISH) != Z_STREAM_END)
		abort();
	size = stream.total_out;
	deflateEnd(&stream);
	return size;
}

static u64 unpack_gzip(struct kx_bytes packed, u8 *to, u64 room)
{
	z_stream stream = { .next_in = packed.data,
			    .avail_in = (uInt)packed.size,
			    .next_out = to,
			    .avail_out = (uInt)room };
	u64 size = DAMAGED;

	if (inflateInit2(&stream, GZIP) != Z_OK)
		abort();
	if (inflate(&stream, Z_FINISH) == Z_STREAM_END && !stream.avail_in)
		size = stream.total_out;
	inflateEnd(&stream);
	return size;
}

/* Linux pipes into zstd, which then knows no size: not a single segment. */
static u64 pack_zstd(struct kx_bytes contents, int option, u8 *to, u64 room)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	ZSTD_inBuffer in = { contents.data, contents.size, 0 };
	ZSTD_outBuffer out = { to, room, 0 };

	if (!context ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag,
						option != 0)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(context,
						ZSTD_c_compressionLevel, 1)) ||
	    (option > 1 &&
	     ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(context, contents.size))))
		abort();
	/* Flush first: data compressed in one call is a single segment. */
	if (option == 1 && ZSTD_isError(ZSTD_compressStream2(context, &out, &in,
							     ZSTD_e_flush)))
		abort();
	if (ZSTD_compressStream2(context, &out, &in, ZSTD_e_end))
		abort();
	ZSTD_freeCCtx(context);
	return out.pos;
}

static u64 unpack_zstd(struct kx_bytes packed, u8 *to, u64 room)
{
	size_t size = ZSTD_decompress(to, room, packed.data, packed.size);

	return ZSTD_isError(size) ? DAMAGED : size;
}

static u64 pack_bzip2(struct kx_bytes contents, int option, u8 *to, u64 room)
{
	unsigned int size = (unsigned int)room;

	if (BZ2_bzBuffToBuffCompress(
		    (char *)to, &size, (char *)(uintptr_t)contents.data,
		    (unsigned int)contents.size, option, 0, 0) != BZ_OK)
		abort();
	return size;
}

static u64 unpack_bzip2(struct kx_bytes packed, u8 *to, u64 room)
{
	bz_stream stream = { .next_in = (char *)(uintptr_t)packed.data,
			     .avail_in = (unsigned int)packed.size,
			     .next_out = (char *)to,
			     .avail_out = (unsigned int)room };
	u64 size = DAMAGED;

	if (BZ2_bzDecompressInit(&stream, 0, 1) != BZ_OK)
		abort();
	if (BZ2_bzDecompress(&stream) == BZ_STREAM_END && !stream.avail_in)
		size = room - stream.avail_out;
	BZ2_bzDecompressEnd(&stream);
	return size;
}

#define XZ    (HAVE_XZ ? kxl_unpack_xz : NULL)
#define ZLIB  (HAVE_ZLIB ? kxl_unpack_zlib : NULL)
#define ZSTD  (HAVE_ZSTD ? kxl_unpack_zstd : NULL)
#define BZIP2 (HAVE_BZIP2 ? kxl_unpack_bzip2 : NULL)

/* clang-format off */
const struct packing packings[PACKINGS] = {
	{ "xz, as Linux", "xz", HAVE_XZ, true, false, LZMA_CHECK_CRC32, pack_xz, unpack_xz, XZ },
	{ "xz, CRC-64", "xz", HAVE_XZ, true, false, LZMA_CHECK_CRC64, pack_xz, unpack_xz, XZ },
	{ "xz, SHA-256", "xz", HAVE_XZ, true, false, LZMA_CHECK_SHA256, pack_xz, unpack_xz, XZ },
	{ "xz, no check", "xz", HAVE_XZ, false, false, LZMA_CHECK_NONE, pack_xz, unpack_xz, XZ },
	{ "gzip, as Linux", "gzip", HAVE_ZLIB, true, true, 9, pack_gzip, unpack_gzip, ZLIB },
	{ "gzip, stored", "gzip", HAVE_ZLIB, true, true, 0, pack_gzip, unpack_gzip, ZLIB },
	{ "zstd, as Linux", "zstd", HAVE_ZSTD, true, false, 1, pack_zstd, unpack_zstd, ZSTD },
	{ "zstd, one segment", "zstd", HAVE_ZSTD, true, false, 2, pack_zstd, unpack_zstd, ZSTD },
	{ "zstd, no check", "zstd", HAVE_ZSTD, false, false, 0, pack_zstd, unpack_zstd, ZSTD },
	{ "bzip2", "bzip2", HAVE_BZIP2, true, false, 1, pack_bzip2, unpack_bzip2, BZIP2 },
};
/* clang-format on */

const struct packing *pack_find(const char *compression)
{
	size_t i;

	for (i = 0; i < PACKINGS; i++) {
		if (!strcmp(packings[i].compression, compression))
			return &packings[i];
	}
	return NULL;
}

u64 pack_payload(const struct packing *packing, struct kx_bytes contents,
		 u32 size_word, u8 *to)
{
	u64 size = packing->pack(contents, packing->option, to,
				 contents.size + PACK_ROOM - SIZE_WORD);

	if (packing->has_size)
		return size;
	kx_write_le32(to + size, size_word);
	return size + SIZE_WORD;
}

u64 pack_unpack(const struct packing *packing, struct kx_bytes payload, u8 *to,
		u64 room)
{
	if (!packing->has_size) {
		if (payload.size < SIZE_WORD)
			return DAMAGED;
		payload.size -= SIZE_WORD;
	}
	return packing->unpack(payload, to, room);
}
