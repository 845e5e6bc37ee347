// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* CRC-32, compared with the bit-by-bit textbook version. */
#include "core/crc32.h"

#include "test/unit/test.h"

static struct kx_crc32 crc32;

static int fill_tables(void **state __attribute__((unused)))
{
	kx_crc32_init(&crc32);
	return 0;
}

static u32 naive(u32 crc, const u8 *data, u64 size)
{
	u32 bit;

	while (size--) {
		crc ^= *data++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return crc;
}

/* The check value in every CRC-32 catalogue is for the inverted result. */
TEST(the_well_known_check_value_comes_out)
{
	assert_int_equal(~kx_crc32_update(&crc32, KX_CRC32_START,
					  kx_bytes("123456789", 9)),
			 0xcbf43926);
}

TEST(no_bytes_change_nothing)
{
	assert_int_equal(kx_crc32_update(&crc32, 0x12345678, kx_bytes("", 0)),
			 0x12345678);
}

TEST(random_bytes_in_random_pieces_agree_with_the_textbook)
{
	struct dice dice = dice_new();
	int round;

	for (round = 0; round < 2000; round++) {
		u8 data[100];
		u64 size = dice_roll(&dice, sizeof(data));
		u64 cut = dice_roll(&dice, size + 1);
		u32 start = (u32)dice_any(&dice);
		u32 crc;
		u64 i;

		for (i = 0; i < size; i++)
			data[i] = (u8)dice_any(&dice);
		crc = kx_crc32_update(&crc32, start, kx_bytes(data, cut));
		crc = kx_crc32_update(&crc32, crc,
				      kx_bytes(data + cut, size - cut));
		assert_int_equal(crc, naive(start, data, size));
	}
}

static struct kx_bytes given;

static u32 faster(u32 crc, struct kx_bytes bytes)
{
	given = bytes;
	return crc + 1;
}

TEST(what_is_faster_is_asked_instead)
{
	struct kx_crc32 other;

	kx_crc32_init(&other);
	assert_null(other.faster);
	other.faster = faster;
	assert_int_equal(kx_crc32_update(&other, 41, kx_bytes("abc", 3)), 42);
	assert_int_equal(given.size, 3);
	assert_memory_equal(given.data, "abc", 3);
}

/* A bzImage has its CRC in this form. */
TEST(bytes_followed_by_their_remainder_sum_to_zero)
{
	u8 data[20] = "sixteen bytes...";
	u32 crc = kx_crc32_update(&crc32, KX_CRC32_START, kx_bytes(data, 16));

	kx_write_le32(data + 16, crc);
	assert_int_equal(kx_crc32_update(&crc32, KX_CRC32_START,
					 kx_bytes(data, sizeof(data))),
			 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_well_known_check_value_comes_out),
		cmocka_unit_test(no_bytes_change_nothing),
		cmocka_unit_test(
			random_bytes_in_random_pieces_agree_with_the_textbook),
		cmocka_unit_test(what_is_faster_is_asked_instead),
		cmocka_unit_test(bytes_followed_by_their_remainder_sum_to_zero),
	};

	return cmocka_run_group_tests_name("crc32", tests, fill_tables, NULL);
}
