/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* SHA-256, for files whose bytes have to be told apart for sure. */
#ifndef LIB_PREPARED_SHA256_H
#define LIB_PREPARED_SHA256_H

#include "core/bytes.h"

#define KXL_SHA256_SIZE 32

/**
 * kxl_sha256 - SHA-256 of bytes
 * @digest: filled
 */
void kxl_sha256(struct kx_bytes bytes, u8 digest[KXL_SHA256_SIZE]);

#endif
