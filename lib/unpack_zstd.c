// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Zstandard frames, with libzstd, which checks sums that are there. */
#include "unpackers.h"

#include <zstd.h>
#include <zstd_errors.h>

/* Frame_Header_Descriptor follows the magic number: RFC 8878, 3.1.1.1. */
#define DESCRIPTOR   4
#define HAS_CHECKSUM 0x04

static enum kxl_unpacked failure(size_t ret)
{
	ZSTD_ErrorCode code = ZSTD_getErrorCode(ret);

	return code == ZSTD_error_memory_allocation ||
			       code == ZSTD_error_frameParameter_windowTooLarge
		       ? KXL_UNPACK_MEMORY_LOW
		       : KXL_UNPACK_DAMAGED;
}

static enum kxl_unpacked unpack(ZSTD_DCtx *context, struct kx_bytes packed,
				u64 limit, u64 *size)
{
	ZSTD_inBuffer in = { packed.data, packed.size, 0 };
	u8 piece[16 * 1024];
	size_t ret;

	*size = 0;
	do {
		ZSTD_outBuffer out = { piece, sizeof(piece), 0 };
		size_t before = in.pos;

		ret = ZSTD_decompressStream(context, &out, &in);
		if (ZSTD_isError(ret))
			return failure(ret);
		*size += out.pos;
		if (!out.pos && in.pos == before)
			return KXL_UNPACK_DAMAGED;
	} while (ret && *size <= limit);
	return !ret && in.pos == in.size && *size <= limit ? KXL_UNPACKED
							   : KXL_UNPACK_DAMAGED;
}

enum kxl_unpacked kxl_unpack_zstd(struct kx_bytes packed, u64 limit, u64 *size)
{
	enum kxl_unpacked verdict = KXL_UNPACK_MEMORY_LOW;
	ZSTD_DCtx *context;
	u8 descriptor = 0;

	if (kx_read_le8(packed, DESCRIPTOR, &descriptor))
		return KXL_UNPACK_DAMAGED;
	if (!(descriptor & HAS_CHECKSUM))
		return KXL_UNPACK_UNCHECKED;
	context = ZSTD_createDCtx();
	if (!context)
		return verdict;
	if (!ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax,
						 KXL_UNPACK_WINDOW_LOG)))
		verdict = unpack(context, packed, limit, size);
	ZSTD_freeDCtx(context);
	return verdict;
}
