/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A check sum that takes few instructions for each byte. */
#ifndef LIB_PREPARED_SUM_H
#define LIB_PREPARED_SUM_H

#include "core/bytes.h"
#include "kx_port.h"

/* As in the file. Entries had no kind before: 0. */
enum kxl_sum_kind {
	KXL_SUM_XXH64 = 1,
	KXL_SUM_CRC32C, /* two: of the even and of the odd 64-bit words */
};

/** kxl_sum_kind - what kxl_sum() is on this processor */
KX_MUST_CHECK enum kxl_sum_kind kxl_sum_kind(void);

/**
 * kxl_sum - the sum of bytes, of the kind kxl_sum_kind()
 *
 * It finds accidents, as long as no attacker may choose the bytes. Each CRC-32C
 * is not inverted, and finds each burst of 32 bits in its words. Zeroes fill
 * the last 16 bytes for them: the size is not in that sum.
 */
KX_MUST_CHECK u64 kxl_sum(struct kx_bytes bytes);

#endif
