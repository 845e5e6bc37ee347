// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "test/unit/tool/vmcore_dmesg/pack.h"

#include <lzo/lzo1x.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "core/bytes.h"
#include "tool/vmcore_dmesg/unpack.h"

static size_t pack_zlib(const u8 *page, size_t size, u8 *packed, size_t room)
{
	uLongf length = room;

	if (compress2(packed, &length, page, size, 9) != Z_OK)
		abort();
	return length;
}

static size_t pack_lzo(const u8 *page, size_t size, u8 *packed)
{
	static u8 work[LZO1X_1_MEM_COMPRESS];
	lzo_uint length = 0;

	if (lzo1x_1_compress(page, size, packed, &length, work) != LZO_E_OK)
		abort();
	return length;
}

/* Literals, and copies of the byte before for repeated bytes. */
static size_t pack_snappy(const u8 *page, size_t size, u8 *packed)
{
	size_t used = 2;
	size_t i = 0;
	size_t run;

	packed[0] = (u8)(size | 0x80);
	packed[1] = (u8)(size >> 7);
	while (i < size) {
		for (run = 0; i && run < 64 && i + run < size &&
			      page[i + run] == page[i - 1];)
			run++;
		if (run < 4) {
			packed[used++] = 0;
			packed[used++] = page[i++];
			continue;
		}
		packed[used++] = (u8)((run - 1) << 2 | 2);
		packed[used++] = 1;
		packed[used++] = 0;
		i += run;
	}
	return used;
}

size_t pack(u32 flag, const u8 *page, size_t size, u8 *packed, size_t room)
{
	switch (flag) {
	case PAGE_ZLIB:
		return pack_zlib(page, size, packed, room);
	case PAGE_LZO:
		return pack_lzo(page, size, packed);
	case PAGE_SNAPPY:
		return pack_snappy(page, size, packed);
	case PAGE_ZSTD:
		return ZSTD_compress(packed, room, page, size, 3);
	default:
		memcpy(packed, page, size);
		return size;
	}
}
