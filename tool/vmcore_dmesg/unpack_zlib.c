// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "tool/vmcore_dmesg/unpackers.h"

#include <zlib.h>

bool unpack_zlib(struct kx_bytes packed, u8 *page, size_t size)
{
	uLongf length = size;

	return uncompress(page, &length, packed.data, packed.size) == Z_OK &&
	       length == size;
}
