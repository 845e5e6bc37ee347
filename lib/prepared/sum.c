// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * CRC-32C, for which x86 has an instruction since SSE 4.2: with two streams of
 * it a prepared entry of 66 MB takes 12 M instructions, and XXH64 took 47. This
 * is the same without it, a byte at a time.
 */
#include "lib/prepared/sum.h"

#include <string.h>

#define BLOCK 16

/* Castagnoli's polynomial, its bits in reverse order (RFC 3720, 12.1). */
#define POLYNOMIAL 0x82f63b78U

static void fill_table(u32 table[256])
{
	u32 i, bit;

	for (i = 0; i < 256; i++) {
		u32 crc = i;

		for (bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
		table[i] = crc;
	}
}

static u32 add_word(const u32 table[256], u32 crc, const u8 *word)
{
	u32 i;

	for (i = 0; i < 8; i++)
		crc = crc >> 8 ^ table[(crc ^ word[i]) & 0xff];
	return crc;
}

void kxl_sum_add(struct kxl_sum *sum, const u8 *blocks, u64 count)
{
	u32 table[256];
	u64 i;

	fill_table(table);
	for (i = 0; i < count; i++) {
		sum->even = add_word(table, sum->even, blocks + i * BLOCK);
		sum->odd = add_word(table, sum->odd, blocks + i * BLOCK + 8);
	}
}

static void add(struct kxl_sum *sum, const u8 *blocks, u64 count)
{
	if (!kxl_sum_add_by_cpu(sum, blocks, count))
		kxl_sum_add(sum, blocks, count);
}

u64 kxl_sum(struct kx_bytes bytes)
{
	struct kxl_sum sum = { ~0U, ~0U };
	u64 whole = bytes.size / BLOCK;
	u8 last[BLOCK] = { 0 };

	add(&sum, bytes.data, whole);
	if (bytes.size % BLOCK) {
		memcpy(last, bytes.data + whole * BLOCK, bytes.size % BLOCK);
		add(&sum, last, 1);
	}
	return (u64)sum.odd << 32 | sum.even;
}
