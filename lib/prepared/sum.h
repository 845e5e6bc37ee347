/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A check sum that takes few instructions for each byte. */
#ifndef LIB_PREPARED_SUM_H
#define LIB_PREPARED_SUM_H

#include "core/bytes.h"
#include "kx_port.h"

/* CRC-32C of the even and of the odd 64-bit words, not inverted. */
struct kxl_sum {
	u32 even;
	u32 odd;
};

/**
 * kxl_sum - two CRC-32C of bytes, as one number
 *
 * Zeroes fill the last 16 bytes: the size is not in it. It finds accidents, as
 * long as no attacker may choose the bytes. Each half finds each burst of 32
 * bits in its words.
 */
KX_MUST_CHECK u64 kxl_sum(struct kx_bytes bytes);

/** kxl_sum_add - go on with @count blocks of 16 bytes */
void kxl_sum_add(struct kxl_sum *sum, const u8 *blocks, u64 count);

/**
 * kxl_sum_add_by_cpu - the same by the processor's own instruction
 *
 * Return: false if it has none; then nothing was done.
 */
KX_MUST_CHECK bool kxl_sum_add_by_cpu(struct kxl_sum *sum, const u8 *blocks,
				      u64 count);

#endif
