// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The gzip format once more, with libdeflate, which verifies checksum and size.
 * It takes half of zlib's time, but all of the output must have its place in
 * memory. For an initrd it has. Its CRC-32 is by far the fastest one, too.
 */
#include "lib/unpack/unpackers.h"

#include <libdeflate.h>

enum kxl_unpacked kxl_unpack_deflate(struct kx_bytes *packed, u8 *to,
				     struct kxl_sink *sink)
{
	struct libdeflate_decompressor *context =
		libdeflate_alloc_decompressor();
	enum libdeflate_result result;
	size_t used = 0;
	size_t size = 0;

	if (!context)
		return KXL_UNPACK_MEMORY_LOW;
	result = libdeflate_gzip_decompress_ex(context, packed->data,
					       packed->size, to, sink->limit,
					       &used, &size);
	libdeflate_free_decompressor(context);
	if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
		return KXL_UNPACK_LONG;
	if (result != LIBDEFLATE_SUCCESS)
		return KXL_UNPACK_DAMAGED;
	*packed = kxl_unpack_rest(*packed, used);
	sink->size = size;
	return KXL_UNPACKED;
}

u32 kxl_crc32_go_on(u32 crc, struct kx_bytes bytes)
{
	return ~(u32)libdeflate_crc32(~crc, bytes.data, bytes.size);
}

u32 kxl_crc32_deflate(struct kx_bytes bytes)
{
	return libdeflate_crc32(0, bytes.data, bytes.size);
}
