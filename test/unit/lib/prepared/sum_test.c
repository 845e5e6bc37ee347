// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The sum of a prepared entry, with and without the processor's instruction. */
#include "lib/prepared/sum.h"

#include <string.h>

#include "test/unit/test.h"

#define BYTES 4096

static u8 bytes[BYTES];

static void make_bytes(struct dice *dice)
{
	u32 i;

	for (i = 0; i < BYTES; i++)
		bytes[i] = (u8)dice_any(dice);
}

/* RFC 3720, B.4: 32 bytes of one lane. Both lanes have the same here. */
TEST(each_half_is_the_crc_of_its_words)
{
	static const struct {
		const char *name;
		u8 first, step;
		u32 crc;
	} rows[] = {
		{ "zeroes", 0, 0, 0x8a9136aa },
		{ "ones", 0xff, 0, 0x62a8ab43 },
		{ "upwards", 0, 1, 0x46dd794e },
		{ "downwards", 31, 0xff, 0x113fdb5c },
	};
	size_t i;
	u32 at;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u64 crc = (u32)~rows[i].crc;

		for (at = 0; at < 32; at++) {
			u8 *to = bytes + at / 8 * 16 + at % 8;

			*to = (u8)(rows[i].first + at * rows[i].step);
			to[8] = *to;
		}
		assert_row(rows[i].name, kxl_sum(kx_bytes(bytes, 64)),
			   crc << 32 | crc);
	}
}

TEST(the_processor_gives_the_same)
{
	struct dice dice = { 5 };
	u64 count;

	make_bytes(&dice);
	for (count = 0; count < 40; count++) {
		struct kxl_sum slow = { 1, 2 };
		struct kxl_sum fast = { 1, 2 };

		kxl_sum_add(&slow, bytes + 3, count);
		if (!kxl_sum_add_by_cpu(&fast, bytes + 3, count))
			return;
		assert_int_equal(fast.even, slow.even);
		assert_int_equal(fast.odd, slow.odd);
	}
}

TEST(each_changed_bit_is_noticed)
{
	struct dice dice = { 6 };
	u64 size;
	u64 bit;

	make_bytes(&dice);
	for (size = 1; size < 100; size += 7) {
		u64 sum = kxl_sum(kx_bytes(bytes, size));

		for (bit = 0; bit < size * 8; bit++) {
			bytes[bit / 8] ^= (u8)(1U << bit % 8);
			assert_true(sum != kxl_sum(kx_bytes(bytes, size)));
			bytes[bit / 8] ^= (u8)(1U << bit % 8);
		}
		/* What lies behind is not in it. */
		bytes[size] ^= 1;
		assert_int_equal(sum, kxl_sum(kx_bytes(bytes, size)));
	}
	assert_int_equal(kxl_sum(kx_bytes(NULL, 0)), ~0ULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_half_is_the_crc_of_its_words),
		cmocka_unit_test(the_processor_gives_the_same),
		cmocka_unit_test(each_changed_bit_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
