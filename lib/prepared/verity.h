/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What fs-verity says of a file that can't change any more. */
#ifndef LIB_PREPARED_VERITY_H
#define LIB_PREPARED_VERITY_H

#include "core/bytes.h"
#include "lib/prepared/sha256.h"

/**
 * kxl_verity_read - measure a file
 * @fd: the file
 * @measure: filled: all zeroes if the file has no fs-verity; otherwise the
 *	     SHA-256 of the digest's algorithm and of the digest
 *
 * Linux knows the digest, reads no byte for it, and compares each byte with it
 * when it is read. It is of the whole file.
 */
void kxl_verity_read(int fd, u8 measure[KXL_SHA256_SIZE]);

/** kxl_verity_is_there - whether a measure is not that of a file without one */
bool kxl_verity_is_there(const u8 measure[KXL_SHA256_SIZE]);

#endif
