// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Compression formats, a row each: how to recognize one, and how to unpack it.
 * Each library that does the work is called in a file of its own. The build
 * defines HAVE_* for those that it found.
 */
#include "lib/unpack/compression.h"

/* Magic and header size of a skippable frame: RFC 8878, 3.1.2. */
#define SKIPPABLE_HEADER 8

#define UNPACK(command)                                                     \
	"if it is an initrd, give it as that (--initrd), and a bzImage as " \
	"the kernel; if it is a bzImage, compressed once more: " command

/* Method 8 is the only one: RFC 1952, 2.3.1. */
static bool is_gzip(struct kx_bytes file)
{
	u8 method = 0;

	return !kx_read_le8(file, 2, &method) && method == 8;
}

static bool is_lzop(struct kx_bytes file)
{
	return kx_bytes_have(file, 0, 9) &&
	       !memcmp(file.data + 4, "\0\r\n\x1a\n", 5);
}

/* A digit, and the magic of a block or of the stream's end. */
static bool is_bzip2(struct kx_bytes file)
{
	return kx_bytes_have(file, 0, 10) && file.data[3] >= '1' &&
	       file.data[3] <= '9' &&
	       (!memcmp(file.data + 4, "1AY&SY", 6) ||
		!memcmp(file.data + 4, "\x17\x72\x45\x38\x50\x90", 6));
}

/* 2^n or 2^n + 2^(n-1), as written by lzma(1) and xz(1). */
static bool is_dictionary(u32 size)
{
	return size && (size == UINT32_MAX || !(size & (size - 1)) ||
			(size % 3 == 0 && !(size / 3 & (size / 3 - 1))));
}

/*
 * The format has no magic. Checks the same fields as xz(1): the dictionary
 * size, an unpacked size that is unknown or below 256 GiB, and the first byte
 * of the range coder, which is always 0 (liblzma, alone_decoder.c and
 * range_decoder.h).
 */
static bool is_lzma(struct kx_bytes file)
{
	u32 dictionary = 0;
	u64 full = 0;
	u8 first = 1;

	return !kx_read_le32(file, 1, &dictionary) &&
	       !kx_read_le64(file, 5, &full) &&
	       !kx_read_le8(file, 13, &first) && is_dictionary(dictionary) &&
	       (full == UINT64_MAX || full < 1ULL << 38) && !first;
}

#define XZ	   (HAVE_XZ ? kxl_unpack_xz : NULL)
#define LZMA	   (HAVE_XZ ? kxl_unpack_lzma : NULL)
#define ZLIB	   (HAVE_ZLIB ? kxl_unpack_zlib : NULL)
#define ZSTD	   (HAVE_ZSTD ? kxl_unpack_zstd : NULL)
#define BZIP2	   (HAVE_BZIP2 ? kxl_unpack_bzip2 : NULL)
#define LZ4	   (HAVE_LZ4 ? kxl_unpack_lz4 : NULL)
#define LZ4_LEGACY (HAVE_LZ4 ? kxl_unpack_lz4_legacy : NULL)

#define MAGIC(magic) (magic), sizeof(magic) - 1

/* All formats in arch/x86/boot/compressed/Makefile, and LZ4's frames. */
/* clang-format off */
static const struct kxl_compression rows[] = {
	{ "gzip", "gzip data", UNPACK("gzip -d"), MAGIC("\x1f\x8b"), is_gzip, true, true, true, true, ZLIB },
	{ "xz", "xz data", UNPACK("xz -d"), MAGIC("\xfd" "7zXZ\0"), NULL, true, true, false, true, XZ },
	{ "zstd", "zstd data", UNPACK("zstd -d"), MAGIC("\x28\xb5\x2f\xfd"), NULL, true, true, false, true, ZSTD },
	{ "LZ4", "LZ4 data", UNPACK("lz4 -d"), MAGIC("\x04\x22\x4d\x18"), NULL, false, false, false, false, LZ4 },
	{ "LZ4", "LZ4 data (legacy)", UNPACK("lz4 -d"), MAGIC("\x02\x21\x4c\x18"), NULL, true, false, false, true, LZ4_LEGACY },
	{ "bzip2", "bzip2 data", UNPACK("bzip2 -d"), MAGIC("BZh"), is_bzip2, true, true, false, true, BZIP2 },
	{ "LZO", "lzop data", UNPACK("lzop -d"), MAGIC("\x89LZO\0"), is_lzop, true, false, false, true, NULL },
	{ "LZMA", "lzma data", UNPACK("xz -d"), MAGIC("\x5d\0\0"), is_lzma, true, false, false, true, LZMA },
};
/* clang-format on */

static const struct kxl_compression *find(struct kx_bytes bytes)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (kx_bytes_have(bytes, 0, rows[i].magic_size) &&
		    !memcmp(bytes.data, rows[i].magic, rows[i].magic_size))
			return &rows[i];
	}
	return NULL;
}

const struct kxl_compression *
kxl_compression_of_payload(struct kx_bytes payload)
{
	const struct kxl_compression *row = find(payload);

	return row && row->is_payload ? row : NULL;
}

u32 kxl_compression_decoders(void)
{
	u32 decoders = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		decoders |= (u32) !!rows[i].unpack << i;
	return decoders;
}

static bool is_skippable(struct kx_bytes bytes)
{
	u32 magic = 0;

	return !kx_read_le32(bytes, 0, &magic) && (magic & ~0xfU) == 0x184d2a50;
}

/* False if there is no complete skippable frame. */
static bool skip_frame(struct kx_bytes *bytes)
{
	u32 size = 0;

	if (!is_skippable(*bytes) || kx_read_le32(*bytes, 4, &size) ||
	    !kx_bytes_have(*bytes, SKIPPABLE_HEADER, size))
		return false;
	*bytes = kxl_unpack_rest(*bytes, SKIPPABLE_HEADER + (u64)size);
	return true;
}

static void skip_zeroes(struct kx_bytes *bytes)
{
	while (bytes->size && !bytes->data[0])
		*bytes = kxl_unpack_rest(*bytes, 1);
}

const struct kxl_compression *kxl_compression_find(struct kx_bytes file)
{
	const struct kxl_compression *row;

	while (skip_frame(&file))
		;
	row = find(file);
	return row && (!row->holds || row->holds(file)) ? row : NULL;
}

enum kxl_unpacked kxl_unpack_file(struct kx_bytes file, struct kxl_sink *sink)
{
	const struct kxl_compression *first = kxl_compression_find(file);
	enum kxl_unpacked verdict = KXL_UNPACK_DAMAGED;

	while (file.size) {
		if (skip_frame(&file))
			continue;
		if (is_skippable(file))
			return KXL_UNPACK_CUT;
		/* LZ4's two kinds of frames may follow each other. */
		if (!first || !find(file) ||
		    strcmp(find(file)->name, first->name) != 0)
			return KXL_UNPACK_FOLLOWED;
		verdict = find(file)->unpack(&file, sink);
		if (verdict != KXL_UNPACKED)
			return verdict;
		skip_zeroes(&file);
	}
	return verdict;
}

enum kxl_unpacked kxl_sink_put(struct kxl_sink *sink, struct kx_bytes piece)
{
	bool is_long = piece.size > sink->limit - sink->size;
	u8 *to = sink->to ? sink->to + sink->size : NULL;

	sink->size += piece.size;
	if (is_long)
		return KXL_UNPACK_LONG;
	if (to && to != piece.data && piece.size)
		memcpy(to, piece.data, piece.size);
	if (sink->put && piece.size)
		sink->err = sink->put(sink, piece);
	return sink->err ? KXL_UNPACK_UNWRITTEN : KXL_UNPACKED;
}
