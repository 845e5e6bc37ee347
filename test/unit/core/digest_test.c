// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The digest, compared with xxHash's own library, and with damaged bytes. */
#include "core/digest.h"

#include "test/unit/test.h"

#include <xxhash.h>

#define BUFFER 4096

static u8 buffer[BUFFER];

static void fill(struct dice *dice, u64 size)
{
	u64 i;

	for (i = 0; i < size; i++)
		buffer[i] = (u8)dice_any(dice);
}

static u64 theirs(const u8 *data, u64 size)
{
	return XXH64(data, size, 0);
}

/* The first is in xxHash's documents; xxhsum computed all of them. */
TEST(known_texts_have_their_known_digests)
{
	static const struct {
		const char *text;
		u64 digest;
	} rows[] = {
		{ "", 0xef46db3751d8e999 },
		{ "a", 0xd24ec4f1a98c6e5b },
		{ "abc", 0x44bc2cf5ad770999 },
		{ "message digest", 0x066ed728fceeb3be },
		{ "abcdefghijklmnopqrstuvwxyz", 0xcfe1f278fa89835c },
		{ "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz012345"
		  "6789",
		  0xaaa46907d3047814 },
		{ "1234567890123456789012345678901234567890123456789012345678"
		  "9012345678901234567890",
		  0xe04a477f19ee145d },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(
			rows[i].text,
			kx_digest(kx_bytes(rows[i].text, strlen(rows[i].text))),
			rows[i].digest);
}

TEST(no_bytes_at_all_have_a_digest)
{
	assert_int_equal(kx_digest(kx_bytes(NULL, 0)), theirs(buffer, 0));
}

TEST(every_size_at_every_alignment_agrees_with_the_library)
{
	struct dice dice = dice_new();
	u64 size;
	u64 at;

	fill(&dice, BUFFER);
	for (size = 0; size <= 300; size++)
		for (at = 0; at < 17; at++)
			assert_int_equal(kx_digest(kx_bytes(buffer + at, size)),
					 theirs(buffer + at, size));
}

TEST(random_bytes_of_random_length_agree_with_the_library)
{
	struct dice dice = dice_new();
	int round;

	for (round = 0; round < 500; round++) {
		u64 size = dice_roll(&dice, BUFFER + 1);

		fill(&dice, size);
		assert_int_equal(kx_digest(kx_bytes(buffer, size)),
				 theirs(buffer, size));
	}
}

TEST(padding_counts_as_the_zeroes_that_it_stands_for)
{
	struct dice dice = dice_new();
	int round;

	for (round = 0; round < 20000; round++) {
		u64 size = dice_roll(&dice, 200);
		u64 used = dice_roll(&dice, size + 1);

		fill(&dice, used);
		memset(buffer + used, 0, size - used);
		assert_int_equal(kx_digest_padded(kx_bytes(buffer, used), size),
				 theirs(buffer, size));
	}
	memset(buffer, 0, BUFFER);
	assert_int_equal(kx_digest_padded(kx_bytes(NULL, 0), BUFFER),
			 theirs(buffer, BUFFER));
}

TEST(every_single_bit_counts)
{
	struct dice dice = dice_new();
	u64 size = BUFFER - 5;
	u64 digest;
	u64 bit;

	fill(&dice, size);
	digest = kx_digest(kx_bytes(buffer, size));
	for (bit = 0; bit < size * 8; bit++) {
		buffer[bit / 8] ^= (u8)(1 << bit % 8);
		assert_int_not_equal(kx_digest(kx_bytes(buffer, size)), digest);
		buffer[bit / 8] ^= (u8)(1 << bit % 8);
	}
}

TEST(cut_off_and_moved_bytes_count)
{
	struct dice dice = dice_new();
	u64 digest;
	u64 size;

	fill(&dice, 256);
	memset(buffer + 128, 0, 128);
	digest = kx_digest(kx_bytes(buffer, 256));
	for (size = 0; size < 256; size++)
		assert_int_not_equal(kx_digest(kx_bytes(buffer, size)), digest);
	/* Two swapped stripes; two words of one lane. */
	memmove(buffer + 256, buffer, 32);
	memmove(buffer, buffer + 32, 32);
	memmove(buffer + 32, buffer + 256, 32);
	assert_int_not_equal(kx_digest(kx_bytes(buffer, 256)), digest);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_texts_have_their_known_digests),
		cmocka_unit_test(no_bytes_at_all_have_a_digest),
		cmocka_unit_test(
			every_size_at_every_alignment_agrees_with_the_library),
		cmocka_unit_test(
			random_bytes_of_random_length_agree_with_the_library),
		cmocka_unit_test(
			padding_counts_as_the_zeroes_that_it_stands_for),
		cmocka_unit_test(every_single_bit_counts),
		cmocka_unit_test(cut_off_and_moved_bytes_count),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
