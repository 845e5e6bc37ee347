/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Reads numbers from bytes that are known to exist. */
#ifndef TOOL_VMCORE_DMESG_NUMBER_H
#define TOOL_VMCORE_DMESG_NUMBER_H

#include "kx_port.h"

/** number_at - a little-endian number of @width bytes at @bytes + @offset */
static inline u64 number_at(const u8 *bytes, u64 offset, u32 width)
{
	u64 number = 0;
	u32 i;

	for (i = width; i; i--)
		number = number << 8 | bytes[offset + i - 1];
	return number;
}

#endif
