// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * XXH64 as in xxHash's specification (xxhash_spec.md), seed 0. Stripes of 32
 * bytes are accumulated in four lanes. The lanes are then folded into one
 * number, and the rest of the last stripe is folded into that. Zeroes after the
 * buffer are read from one stripe of zeroes, repeatedly.
 */
#include "core/digest.h"

#include "core/range.h"

#define STRIPE 32
#define LANES  4

/* The specification's PRIME64_1 to PRIME64_5. */
#define PRIME_1 0x9e3779b185ebca87ULL
#define PRIME_2 0xc2b2ae3d27d4eb4fULL
#define PRIME_3 0x165667b19e3779f9ULL
#define PRIME_4 0x85ebca77c2b2ae63ULL
#define PRIME_5 0x27d4eb2f165667c5ULL

struct lanes {
	u64 lane[LANES];
};

static inline u64 rotate_left(u64 value, u32 bits)
{
	return value << bits | value >> (64 - bits);
}

/*
 * The empty asm forces sum and product into separate registers. Without it, gcc
 * 12 and clang 14 add to the product, and move each lane's sum back: 27
 * instructions per stripe instead of 23.
 */
static inline u64 mix(u64 lane, u64 word)
{
	word *= PRIME_2;
	lane += word;
	__asm__("" : "+r"(lane) : "r"(word));
	return rotate_left(lane, 31) * PRIME_1;
}

/* @step is the distance of stripes: 0 reads the same stripe @count times. */
static struct lanes take_stripes(struct lanes lanes, const u8 *at, u64 count,
				 u64 step)
{
	u64 a = lanes.lane[0];
	u64 b = lanes.lane[1];
	u64 c = lanes.lane[2];
	u64 d = lanes.lane[3];

	for (; count; count--, at += step) {
		a = mix(a, kx_load_le64(at));
		b = mix(b, kx_load_le64(at + 8));
		c = mix(c, kx_load_le64(at + 16));
		d = mix(d, kx_load_le64(at + 24));
	}
	return (struct lanes){ { a, b, c, d } };
}

static u64 fold_lanes(const struct lanes *lanes)
{
	u64 sum = rotate_left(lanes->lane[0], 1) +
		  rotate_left(lanes->lane[1], 7) +
		  rotate_left(lanes->lane[2], 12) +
		  rotate_left(lanes->lane[3], 18);
	u32 i;

	for (i = 0; i < LANES; i++)
		sum = (sum ^ mix(0, lanes->lane[i])) * PRIME_1 + PRIME_4;
	return sum;
}

/* Less than a stripe: words of 8 bytes, one of 4, then single bytes. */
static u64 fold_rest(u64 sum, const u8 *at, u64 size)
{
	for (; size >= 8; size -= 8, at += 8)
		sum = rotate_left(sum ^ mix(0, kx_load_le64(at)), 27) *
			      PRIME_1 +
		      PRIME_4;
	if (size >= 4) {
		sum = rotate_left(sum ^ (kx_load_le32(at) * PRIME_1), 23) *
			      PRIME_2 +
		      PRIME_3;
		size -= 4;
		at += 4;
	}
	for (; size; size--, at++)
		sum = rotate_left(sum ^ (*at * PRIME_5), 11) * PRIME_1;
	return sum;
}

static u64 avalanche(u64 sum)
{
	sum = (sum ^ sum >> 33) * PRIME_2;
	sum = (sum ^ sum >> 29) * PRIME_3;
	return sum ^ sum >> 32;
}

u64 kx_digest_padded(struct kx_bytes bytes, u64 size)
{
	struct lanes lanes = { { PRIME_1 + PRIME_2, PRIME_2, 0, -PRIME_1 } };
	u64 whole = kx_align_down(bytes.size, STRIPE);
	u64 rest = bytes.size - whole;
	u64 left = size - whole;
	u8 last[STRIPE] = { 0 };
	u64 sum = PRIME_5;

	lanes = take_stripes(lanes, bytes.data, whole / STRIPE, STRIPE);
	if (rest)
		memcpy(last, bytes.data + whole, rest);
	/*
	 * First the stripe with the end of the bytes, then stripes of zeroes.
	 */
	if (left >= STRIPE) {
		lanes = take_stripes(lanes, last, 1, 0);
		memset(last, 0, sizeof(last));
		left -= STRIPE;
		lanes = take_stripes(lanes, last, left / STRIPE, 0);
		left %= STRIPE;
	}
	if (size >= STRIPE)
		sum = fold_lanes(&lanes);
	return avalanche(fold_rest(sum + size, last, left));
}

u64 kx_digest(struct kx_bytes bytes)
{
	return kx_digest_padded(bytes, bytes.size);
}
