/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The CRC of a bzImage. */
#ifndef CORE_FORMAT_BZIMAGE_SUM_H
#define CORE_FORMAT_BZIMAGE_SUM_H

#include "core/bytes.h"
#include "core/crc32.h"

/**
 * kx_bzimage_sum - the CRC of an image before it was signed
 * @crc32: filled by kx_crc32_init()
 * @image: from the boot sector to the last byte that the CRC covers
 * @setup_size: bytes of boot sector and setup code
 *
 * Return: 0 if the image is undamaged.
 */
u32 kx_bzimage_sum(const struct kx_crc32 *crc32, struct kx_bytes image,
		   u64 setup_size);

#endif
