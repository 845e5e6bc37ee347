/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The opposite of unpack.h. */
#ifndef TEST_UNIT_TOOL_VMCORE_DMESG_PACK_H
#define TEST_UNIT_TOOL_VMCORE_DMESG_PACK_H

#include "kx_port.h"

/**
 * pack - compress a page
 * @flag: an enum page_flag of unpack.h
 *
 * Return: number of bytes written to @packed, which has @room; 0 if the tests
 * were built without that compression.
 */
size_t pack(u32 flag, const u8 *page, size_t size, u8 *packed, size_t room);

#endif
