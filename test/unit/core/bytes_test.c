// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Bounded views. Every read is tried at every offset of views of every small
 * size. The memory ends where the view ends, so that a sanitizer detects a read
 * of one byte too many.
 */
#include "core/bytes.h"
#include "core/err.h"

#include "test/unit/test.h"

#define UNTOUCHED 0xa5a5a5a5a5a5a5a5ULL
#define LARGEST	  24

/* Reads a number of 1, 2, 4 or 8 bytes; fills @value as the function did. */
static int read_width(struct kx_bytes file, u64 offset, u32 width, u64 *value)
{
	u8 le8 = (u8)UNTOUCHED;
	u16 le16 = (u16)UNTOUCHED;
	u32 le32 = (u32)UNTOUCHED;
	u64 le64 = UNTOUCHED;
	int err;

	switch (width) {
	case 1:
		err = kx_read_le8(file, offset, &le8);
		*value = le8;
		return err;
	case 2:
		err = kx_read_le16(file, offset, &le16);
		*value = le16;
		return err;
	case 4:
		err = kx_read_le32(file, offset, &le32);
		*value = le32;
		return err;
	default:
		err = kx_read_le64(file, offset, &le64);
		*value = le64;
		return err;
	}
}

/* The naive twin: reads bytes from the last to the first. */
static u64 number_at(const u8 *data, u32 width)
{
	u64 number = 0;

	while (width--)
		number = number * 256 + data[width];
	return number;
}

static u64 all_ones(u32 width)
{
	return ~0ULL >> (64 - 8 * width);
}

static void check_every_offset(const u8 *data, u64 size, u32 width)
{
	struct kx_bytes file = kx_bytes(data, size);
	u64 offset;

	for (offset = 0; offset <= size + 9; offset++) {
		u64 value;
		int err = read_width(file, offset, width, &value);

		if (offset + width <= size) {
			assert_int_equal(err, 0);
			assert_int_equal(value,
					 number_at(data + offset, width));
		} else {
			assert_int_equal(err, -KX_E_SHORT);
			assert_int_equal(value, UNTOUCHED & all_ones(width));
		}
	}
}

TEST(numbers_are_read_inside_the_view_and_nowhere_else)
{
	u64 size;
	u32 width;

	for (size = 0; size <= LARGEST; size++) {
		u8 *data = malloc(size ? size : 1);
		u64 i;

		for (i = 0; i < size; i++)
			data[i] = (u8)(0x11 * i + 0x83);
		for (width = 1; width <= 8; width *= 2)
			check_every_offset(data, size, width);
		free(data);
	}
}

TEST(an_offset_near_the_last_number_does_not_wrap)
{
	static const u64 offsets[] = { ~0ULL,	  ~0ULL - 1,  ~0ULL - 3,
				       ~0ULL - 7, 1ULL << 63, 1ULL << 32 };
	static const u8 data[16];
	size_t i;
	u32 width;

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		for (width = 1; width <= 8; width *= 2) {
			u64 value;

			assert_int_equal(read_width(kx_bytes(data, 16),
						    offsets[i], width, &value),
					 -KX_E_SHORT);
		}
	}
}

TEST(have_agrees_with_arithmetic_that_cannot_wrap)
{
	static const u64 numbers[] = { 0,
				       1,
				       2,
				       15,
				       16,
				       17,
				       ~0ULL,
				       ~0ULL - 1,
				       ~0ULL - 15,
				       1ULL << 63,
				       (1ULL << 63) + 1 };
	size_t size;
	size_t offset;
	size_t length;

	for (size = 0; size < ARRAY_SIZE(numbers); size++)
		for (offset = 0; offset < ARRAY_SIZE(numbers); offset++)
			for (length = 0; length < ARRAY_SIZE(numbers); length++)
				assert_int_equal(
					kx_bytes_have(
						kx_bytes("", numbers[size]),
						numbers[offset],
						numbers[length]),
					(unsigned __int128)numbers[offset] +
							numbers[length] <=
						numbers[size]);
}

TEST(a_slice_is_exactly_the_part_that_was_asked_for)
{
	static const u8 data[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	struct kx_bytes slice;

	assert_int_equal(kx_bytes_slice(kx_bytes(data, 8), 2, 3, &slice), 0);
	assert_ptr_equal(slice.data, data + 2);
	assert_int_equal(slice.size, 3);
	assert_int_equal(kx_bytes_slice(kx_bytes(data, 8), 8, 0, &slice), 0);
	assert_int_equal(slice.size, 0);
}

TEST(a_slice_that_does_not_fit_leaves_the_result_alone)
{
	static const u8 data[8];
	struct kx_bytes slice = kx_bytes(data, 5);

	assert_int_equal(kx_bytes_slice(kx_bytes(data, 8), 6, 3, &slice),
			 -KX_E_SHORT);
	assert_int_equal(kx_bytes_slice(kx_bytes(data, 8), 9, 0, &slice),
			 -KX_E_SHORT);
	assert_int_equal(kx_bytes_slice(kx_bytes(data, 8), ~0ULL, 2, &slice),
			 -KX_E_SHORT);
	assert_ptr_equal(slice.data, data);
	assert_int_equal(slice.size, 5);
}

/* { NULL, 0 } is the documented empty view: NULL + 0 is not defined in C. */
TEST(the_empty_view_has_an_empty_slice_and_no_numbers)
{
	struct kx_bytes slice = kx_bytes("x", 1);
	u8 value;

	assert_int_equal(kx_bytes_slice(kx_bytes(NULL, 0), 0, 0, &slice), 0);
	assert_int_equal(slice.size, 0);
	assert_int_equal(kx_read_le8(kx_bytes(NULL, 0), 0, &value),
			 -KX_E_SHORT);
}

TEST(what_was_written_is_read_back_and_neighbours_stay)
{
	struct dice dice = dice_new();
	int round;

	for (round = 0; round < 1000; round++) {
		u8 data[24];
		u64 value = dice_any(&dice);
		u64 at = dice_between(&dice, 1, 12);
		u64 got;

		memset(data, 0x5a, sizeof(data));
		kx_write_le64(data + at, value);
		assert_int_equal(number_at(data + at, 8), value);
		assert_int_equal(kx_load_le64(data + at), value);
		kx_write_le32(data + at, (u32)~value);
		assert_int_equal(number_at(data + at, 4), (u32)~value);
		assert_int_equal(kx_load_le32(data + at), (u32)~value);
		kx_write_le16(data + at, (u16)value);
		assert_int_equal(number_at(data + at, 2), (u16)value);
		assert_int_equal(read_width(kx_bytes(data, 24), at, 8, &got),
				 0);
		assert_int_equal(got, number_at(data + at, 8));
		assert_int_equal(data[at - 1], 0x5a);
		assert_int_equal(data[at + 8], 0x5a);
	}
}

TEST(big_endian_numbers_begin_with_their_largest_part)
{
	static const u8 wanted[] = { 1, 2, 3, 4, 5, 6, 7, 0xfe };
	u8 data[10] = { [0] = 0x5a, [9] = 0x5a };

	kx_write_be64(data + 1, 0x01020304050607feULL);
	assert_memory_equal(data + 1, wanted, sizeof(wanted));
	assert_int_equal(data[0], 0x5a);
	assert_int_equal(data[9], 0x5a);
	assert_int_equal(kx_load_be32(wanted), 0x01020304);
	assert_int_equal(kx_load_be32(wanted + 4), 0x050607fe);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			numbers_are_read_inside_the_view_and_nowhere_else),
		cmocka_unit_test(an_offset_near_the_last_number_does_not_wrap),
		cmocka_unit_test(have_agrees_with_arithmetic_that_cannot_wrap),
		cmocka_unit_test(
			a_slice_is_exactly_the_part_that_was_asked_for),
		cmocka_unit_test(
			a_slice_that_does_not_fit_leaves_the_result_alone),
		cmocka_unit_test(
			the_empty_view_has_an_empty_slice_and_no_numbers),
		cmocka_unit_test(
			what_was_written_is_read_back_and_neighbours_stay),
		cmocka_unit_test(
			big_endian_numbers_begin_with_their_largest_part),
	};

	return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
