// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The sum of a prepared entry, with and without the processor's instruction. */
#include "lib/prepared/sum.h"

#include <stdio.h>
#include <string.h>

#include "lib/machine/cpuid.h"
#include "test/unit/test.h"

#define SSE4_2 (1U << 20)

#define BYTES 4096

static u8 bytes[BYTES];

/* What the library sees of the processor. */
static bool is_old;

static bool has_sse4_2(void)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char line[4096];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, " sse4_2 ");
	if (file)
		(void)fclose(file);
	return found;
}

struct kxl_cpuid kxl_cpuid(u32 leaf)
{
	static int has_it = -1;

	if (has_it < 0)
		has_it = has_sse4_2();
	return (struct kxl_cpuid){
		.ecx = leaf == 1 && !is_old && has_it ? SSE4_2 : 0,
	};
}

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

	is_old = false;
	if (kxl_sum_kind() != KXL_SUM_CRC32C)
		skip();
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

/* A bit at a time: Castagnoli's polynomial (RFC 3720, 12.1). */
static u32 crc_add(u32 crc, u8 byte)
{
	u32 bit;

	crc ^= byte;
	for (bit = 0; bit < 8; bit++)
		crc = crc & 1 ? crc >> 1 ^ 0x82f63b78U : crc >> 1;
	return crc;
}

TEST(zeroes_fill_the_last_words)
{
	struct dice dice = { 5 };
	u64 size;
	u64 at;

	is_old = false;
	if (kxl_sum_kind() != KXL_SUM_CRC32C)
		skip();
	make_bytes(&dice);
	for (size = 0; size < 200; size++) {
		u32 crcs[2] = { ~0U, ~0U };

		for (at = 0; at < (size + 15) / 16 * 16; at++) {
			u32 *crc = &crcs[at / 8 % 2];

			*crc = crc_add(*crc, at < size ? bytes[at + 3] : 0);
		}
		assert_int_equal(kxl_sum(kx_bytes(bytes + 3, size)),
				 (u64)crcs[1] << 32 | crcs[0]);
	}
}

/* Known values of xxHash with seed 0. */
TEST(without_the_instruction_it_is_xxh64)
{
	is_old = true;
	assert_int_equal(kxl_sum_kind(), KXL_SUM_XXH64);
	assert_int_equal(kxl_sum(kx_bytes(NULL, 0)), 0xef46db3751d8e999);
	assert_int_equal(kxl_sum(kx_bytes("abc", 3)), 0x44bc2cf5ad770999);
}

static void assert_each_bit_matters(void)
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
}

TEST(each_changed_bit_is_noticed)
{
	is_old = false;
	assert_each_bit_matters();
	is_old = true;
	assert_each_bit_matters();
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_half_is_the_crc_of_its_words),
		cmocka_unit_test(zeroes_fill_the_last_words),
		cmocka_unit_test(without_the_instruction_it_is_xxh64),
		cmocka_unit_test(each_changed_bit_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
