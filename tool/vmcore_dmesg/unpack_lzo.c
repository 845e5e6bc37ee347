// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "tool/vmcore_dmesg/unpackers.h"

#include <lzo/lzo1x.h>

bool unpack_lzo(struct kx_bytes packed, u8 *page, size_t size)
{
	lzo_uint length = size;

	return lzo1x_decompress_safe(packed.data, packed.size, page, &length,
				     NULL) == LZO_E_OK &&
	       length == size;
}
