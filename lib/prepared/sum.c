// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * CRC-32C, for which x86 has an instruction since SSE 4.2: with two streams of
 * it a prepared entry of 66 MB takes 12 M instructions, and XXH64 took 47.
 * Older processors keep XXH64: a table would be 21 times slower than that.
 */
#include "lib/prepared/sum.h"

#include <string.h>

#include "core/digest.h"
#include "lib/machine/cpuid.h"

/* SSE 4.2 in ECX (Intel's manual, volume 2A, CPUID). */
#define CPUID_VERSION 1U
#define CPUID_SSE4_2  (1U << 20)

/* Of both streams, in bytes. */
#define BLOCK sizeof(u64[2])
/* So many are added without a look at their count. */
#define AT_ONCE 4ULL

struct streams {
	u64 even;
	u64 odd;
};

static u64 word_at(const u8 *at)
{
	u64 word;

	memcpy(&word, at, sizeof(word));
	return word;
}

__attribute__((target("sse4.2"))) static inline struct streams
add_block(struct streams to, const u8 *at)
{
	return (struct streams){
		__builtin_ia32_crc32di(to.even, word_at(at)),
		__builtin_ia32_crc32di(to.odd, word_at(at + 8)),
	};
}

__attribute__((target("sse4.2"))) static u64 crcs_of(struct kx_bytes bytes)
{
	struct streams streams = { ~0U, ~0U };
	u64 count = bytes.size / BLOCK;
	const u8 *at = bytes.data;
	u8 last[BLOCK] = { 0 };

	for (; count >= AT_ONCE; count -= AT_ONCE) {
		streams = add_block(streams, at);
		streams = add_block(streams, at + BLOCK);
		streams = add_block(streams, at + 2 * BLOCK);
		streams = add_block(streams, at + 3 * BLOCK);
		at += AT_ONCE * BLOCK;
	}
	for (; count; count--, at += BLOCK)
		streams = add_block(streams, at);
	if (bytes.size % BLOCK) {
		memcpy(last, at, bytes.size % BLOCK);
		streams = add_block(streams, last);
	}
	return streams.odd << 32 | streams.even;
}

enum kxl_sum_kind kxl_sum_kind(void)
{
	return kxl_cpuid(CPUID_VERSION).ecx & CPUID_SSE4_2 ? KXL_SUM_CRC32C
							   : KXL_SUM_XXH64;
}

u64 kxl_sum(struct kx_bytes bytes)
{
	return kxl_sum_kind() == KXL_SUM_CRC32C ? crcs_of(bytes)
						: kx_digest(bytes);
}
