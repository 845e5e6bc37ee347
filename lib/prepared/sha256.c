// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * SHA-256 as in FIPS 180-4, 6.2. The library links with no library for
 * cryptography, and this one function needs no secrets and no speed beyond that
 * of a disk.
 */
#include "lib/prepared/sha256.h"

#define BLOCK  64
#define WORDS  16
#define ROUNDS 64

/* 4.2.2: fractions of the cube roots of the first 64 primes. */
static const u32 constants[ROUNDS] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline u32 rotate(u32 value, u32 bits)
{
	return value >> bits | value << (32 - bits);
}

static inline u32 load(const u8 *at)
{
	return (u32)at[0] << 24 | (u32)at[1] << 16 | (u32)at[2] << 8 | at[3];
}

static void store(u8 *at, u32 value)
{
	at[0] = (u8)(value >> 24);
	at[1] = (u8)(value >> 16);
	at[2] = (u8)(value >> 8);
	at[3] = (u8)value;
}

/* 6.2.2, step 1: the words of the block, and those made of them. */
static void schedule(u32 *words, const u8 *block)
{
	u32 i;

	for (i = 0; i < WORDS; i++)
		words[i] = load(block + 4 * (u64)i);
	for (; i < ROUNDS; i++) {
		u32 low = words[i - 15];
		u32 high = words[i - 2];

		low = rotate(low, 7) ^ rotate(low, 18) ^ low >> 3;
		high = rotate(high, 17) ^ rotate(high, 19) ^ high >> 10;
		words[i] = words[i - 16] + low + words[i - 7] + high;
	}
}

static void take_block(u32 *state, const u8 *block)
{
	u32 words[ROUNDS];
	u32 s[8];
	u32 i;

	schedule(words, block);
	memcpy(s, state, sizeof(s));
	for (i = 0; i < ROUNDS; i++) {
		u32 one = s[7] + constants[i] + words[i] +
			  (rotate(s[4], 6) ^ rotate(s[4], 11) ^
			   rotate(s[4], 25)) +
			  ((s[4] & s[5]) ^ (~s[4] & s[6]));
		u32 two = (rotate(s[0], 2) ^ rotate(s[0], 13) ^
			   rotate(s[0], 22)) +
			  ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof(*s));
		s[4] += one;
		s[0] = one + two;
	}
	for (i = 0; i < 8; i++)
		state[i] += s[i];
}

void kxl_sha256(struct kx_bytes bytes, u8 digest[KXL_SHA256_SIZE])
{
	/* 5.3.3 */
	u32 state[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};
	u64 bits = bytes.size * 8;
	u8 last[2 * BLOCK] = { 0 };
	const u8 *at = bytes.data;
	u64 left = bytes.size;
	u64 size;
	u32 i;

	for (; left >= BLOCK; left -= BLOCK, at += BLOCK)
		take_block(state, at);
	/* 5.1.1: a one, zeroes, and the number of bits. */
	if (left)
		memcpy(last, at, left);
	last[left] = 0x80;
	size = left + 9 <= BLOCK ? BLOCK : 2 * BLOCK;
	store(last + size - 8, (u32)(bits >> 32));
	store(last + size - 4, (u32)bits);
	for (at = last; at < last + size; at += BLOCK)
		take_block(state, at);
	for (i = 0; i < 8; i++)
		store(digest + 4 * (u64)i, state[i]);
}
