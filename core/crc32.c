// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * CRC-32, eight bytes at a time ("slicing by 8": table[k] advances a byte over
 * k more zero bytes). A kernel of 80 MB is checked on every load, so a
 * byte-by-byte loop would take noticeable time. The kernel's own crc32 is not
 * always built.
 */
#include "core/crc32.h"

#define POLYNOMIAL 0xEDB88320U

void kx_crc32_init(struct kx_crc32 *crc32)
{
	u32 i;
	u32 k;

	crc32->faster = NULL;
	for (i = 0; i < 256; i++) {
		u32 crc = i;

		for (k = 0; k < 8; k++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		crc32->table[0][i] = crc;
	}
	for (k = 1; k < 8; k++) {
		for (i = 0; i < 256; i++) {
			u32 crc = crc32->table[k - 1][i];

			crc32->table[k][i] =
				crc >> 8 ^ crc32->table[0][crc & 0xff];
		}
	}
}

u32 kx_crc32_update(const struct kx_crc32 *crc32, u32 crc,
		    struct kx_bytes bytes)
{
	const u8 *at = bytes.data;
	const u8 *end = at + bytes.size;

	if (crc32->faster)
		return crc32->faster(crc, bytes);
	while (end - at >= 8) {
		u32 low = crc ^ kx_load_le32(at);

		crc = crc32->table[7][low & 0xff] ^
		      crc32->table[6][low >> 8 & 0xff] ^
		      crc32->table[5][low >> 16 & 0xff] ^
		      crc32->table[4][low >> 24] ^ crc32->table[3][at[4]] ^
		      crc32->table[2][at[5]] ^ crc32->table[1][at[6]] ^
		      crc32->table[0][at[7]];
		at += 8;
	}
	while (at < end)
		crc = crc >> 8 ^ crc32->table[0][(crc ^ *at++) & 0xff];
	return crc;
}
