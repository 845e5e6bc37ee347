/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* CRC-32 as a bzImage carries it: reflected 0xEDB88320, no final inversion. */
#ifndef CORE_CRC32_H
#define CORE_CRC32_H

#include "core/bytes.h"
#include "kx_port.h"

#define KX_CRC32_START 0xffffffffU

/* kx_crc32_update() of whoever has instructions for it. */
typedef u32 kx_crc32_fn(u32 crc, struct kx_bytes bytes);

/* Tables for eight bytes at a time: 8 KiB, so they are in an arena. */
struct kx_crc32 {
	kx_crc32_fn *faster; /* than the tables; NULL: nothing is */
	u32 table[8][256];
};

/** kx_crc32_init - fill the tables */
void kx_crc32_init(struct kx_crc32 *crc32);

/**
 * kx_crc32_update - remainder after more bytes
 * @crc32: filled tables
 * @crc: KX_CRC32_START, or the remainder so far
 * @bytes: the bytes that follow
 */
KX_MUST_CHECK u32 kx_crc32_update(const struct kx_crc32 *crc32, u32 crc,
				  struct kx_bytes bytes);

#endif
