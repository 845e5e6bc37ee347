/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* One function for each compression, each in its own file. */
#ifndef TOOL_VMCORE_DMESG_UNPACKERS_H
#define TOOL_VMCORE_DMESG_UNPACKERS_H

#include "core/bytes.h"
#include "kx_port.h"

/**
 * unpacker - decompress a page
 * @packed: all of it, and nothing else
 * @page: gets @size bytes; some of them may change on failure
 *
 * Return: whether the output is exactly @size bytes.
 */
typedef bool unpacker(struct kx_bytes packed, u8 *page, size_t size);

unpacker unpack_zlib;
unpacker unpack_lzo;
unpacker unpack_snappy;
unpacker unpack_zstd;

#endif
