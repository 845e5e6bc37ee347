/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Decompresses pages of makedumpfile's format. */
#ifndef TOOL_VMCORE_DMESG_UNPACK_H
#define TOOL_VMCORE_DMESG_UNPACK_H

#include "core/bytes.h"
#include "kx_port.h"

struct failure;

/* Flags of a page. Source: diskdump_mod.h of makedumpfile 1.7. */
enum page_flag {
	PAGE_PLAIN = 0,
	PAGE_ZLIB = 0x1,
	PAGE_LZO = 0x2,
	PAGE_SNAPPY = 0x4,
	PAGE_ZSTD = 0x20,
};

/**
 * unpack - decompress one page
 * @flags: an enum page_flag, as in the file
 * @packed: the page as stored in the file
 * @page: gets the page
 * @size: bytes in the page
 *
 * Return: 0, or STATUS_DATA if it is damaged, is not a page, or has a
 * compression without support in this build.
 */
KX_MUST_CHECK int unpack(u32 flags, struct kx_bytes packed, u8 *page,
			 size_t size, struct failure *failure);

#endif
