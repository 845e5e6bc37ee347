// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Estimates the size of an initrd's contents, for a crash kernel's memory.
 * Linux takes a sequence of archives (init/initramfs.c): each begins at a
 * multiple of 4 bytes, compressed or not, with zeroes between them. The end of
 * a compressed archive can't be found without unpacking, so the rest of the
 * file counts as part of it.
 */
#include "lib/unpack/unpacked.h"

#include "core/range.h"
#include "lib/text/text.h"
#include "lib/unpack/cpio.h"

#define PAGE 4096
/* About the size of an inode and a name in the cache. */
#define FILE_COST 1024
/* No initrd compresses better than this. */
#define RATIO_MAX 20

/* The unpacked size at its place in a compressed file, if there is one. */
static bool read_gzip(struct kx_bytes packed, u64 *size)
{
	u32 low = 0;

	/* The last 4 bytes, modulo 2^32 (RFC 1952). */
	if (packed.size < 18 ||
	    kx_read_le32(packed, packed.size - sizeof(low), &low))
		return false;
	*size = low;
	return true;
}

/* Frame_Header_Descriptor and the fields after it: RFC 8878, 3.1.1.1. */
static bool read_zstd(struct kx_bytes packed, u64 *size)
{
	static const u8 dictionary_sizes[] = { 0, 1, 2, 4 };
	u8 descriptor = 0;
	u16 low16 = 0;
	u32 low32 = 0;
	bool is_single;
	u64 at;

	if (kx_read_le8(packed, 4, &descriptor))
		return false;
	is_single = descriptor & 0x20;
	at = 5 + !is_single + dictionary_sizes[descriptor & 3];
	switch (descriptor >> 6) {
	case 1:
		if (kx_read_le16(packed, at, &low16))
			return false;
		*size = (u64)low16 + 256;
		return true;
	case 2:
		if (kx_read_le32(packed, at, &low32))
			return false;
		*size = low32;
		return true;
	case 3:
		return !kx_read_le64(packed, at, size);
	default:
		return false;
	}
}

static const struct {
	const char *magic;
	bool (*read)(struct kx_bytes packed, u64 *size);
} sizes[] = {
	{ "\x1f\x8b", read_gzip },
	{ "\x28\xb5\x2f\xfd", read_zstd },
};

/*
 * A size is wrong if it wrapped, if more archives follow, or if the file is
 * manipulated; most wrong sizes are caught here. The rest are bounded by the
 * file's size, so no sum of them wraps.
 */
static bool is_likely(struct kx_bytes packed, u64 size)
{
	return size >= packed.size / 2 && size / RATIO_MAX <= packed.size;
}

static u64 packed_size(struct kx_bytes packed, bool *is_known)
{
	struct kx_bytes rest;
	u64 size = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (kxl_text_after(packed, sizes[i].magic, &rest) &&
		    sizes[i].read(packed, &size) && is_likely(packed, size))
			return size;
	}
	*is_known = false;
	return packed.size > UINT64_MAX / KXL_UNPACKED_FACTOR
		       ? UINT64_MAX
		       : packed.size * KXL_UNPACKED_FACTOR;
}

static struct kx_bytes skip(struct kx_bytes bytes, u64 count)
{
	return count < bytes.size
		       ? kx_bytes(bytes.data + count, bytes.size - count)
		       : kx_bytes(NULL, 0);
}

/* Removes one file from an archive. */
static bool take_file(struct kx_bytes *archive, u64 *size)
{
	struct kxl_cpio file;

	if (!kxl_cpio_read(*archive, &file))
		return false;
	*size += FILE_COST +
		 kx_align_down((u64)file.content_size + PAGE - 1, PAGE);
	*archive = skip(*archive, file.next);
	return true;
}

u64 kxl_unpacked_size(struct kx_bytes initrd, bool *is_known)
{
	u64 size = 0;

	while (initrd.size) {
		if (!initrd.data[0])
			initrd = skip(initrd, 1);
		else if (!take_file(&initrd, &size))
			return size + packed_size(initrd, is_known);
	}
	return size;
}
