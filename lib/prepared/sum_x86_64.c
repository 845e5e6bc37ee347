// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The sum by CRC32, an instruction of SSE 4.2. */
#include "lib/prepared/sum.h"

#include <string.h>

#include "lib/machine/cpuid.h"

/* SSE 4.2 in ECX (Intel's manual, volume 2A, CPUID). */
#define CPUID_VERSION 1U
#define CPUID_SSE4_2  (1U << 20)

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

__attribute__((target("sse4.2"))) static void add(struct kxl_sum *sum,
						  const u8 *at, u64 count)
{
	struct streams streams = { sum->even, sum->odd };

	for (; count >= AT_ONCE; count -= AT_ONCE) {
		streams = add_block(streams, at);
		streams = add_block(streams, at + 16);
		streams = add_block(streams, at + 32);
		streams = add_block(streams, at + 48);
		at += AT_ONCE * 16;
	}
	for (; count; count--, at += 16)
		streams = add_block(streams, at);
	*sum = (struct kxl_sum){ (u32)streams.even, (u32)streams.odd };
}

bool kxl_sum_add_by_cpu(struct kxl_sum *sum, const u8 *blocks, u64 count)
{
	if (!(kxl_cpuid(CPUID_VERSION).ecx & CPUID_SSE4_2))
		return false;
	add(sum, blocks, count);
	return true;
}
