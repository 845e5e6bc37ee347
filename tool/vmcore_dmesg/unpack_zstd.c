// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "tool/vmcore_dmesg/unpackers.h"

#include <zstd.h>

bool unpack_zstd(struct kx_bytes packed, u8 *page, size_t size)
{
	return ZSTD_decompress(page, size, packed.data, packed.size) == size;
}
