// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The x86 filter, beside liblzma's own. */
#include "lib/unpack/x86_calls.h"

#include <string.h>

#include <lzma.h>

#include "test/unit/test.h"

#define SIZE_MAX_HERE 5000U
#define ROUNDS	      300

/*
 * Bytes that the filter looks at, among others: opcodes and upper bytes close
 * to each other, so that operands overlap.
 */
static void fill(struct dice *dice, u8 *code, u64 size)
{
	static const u8 telling[] = { 0xe8, 0xe9, 0x00, 0xff, 0x01, 0xfe };
	u64 dense = dice_between(dice, 1, 16);
	u64 i;

	for (i = 0; i < size; i++)
		code[i] = dice_roll(dice, 16) < dense
				  ? telling[dice_roll(dice, sizeof(telling))]
				  : (u8)dice_any(dice);
}

/* LZMA2 without the filter, and then with it: what liblzma makes of @code. */
static void restore_by_liblzma(u8 *code, size_t size)
{
	static u8 packed[2 * SIZE_MAX_HERE + 4096];
	lzma_options_lzma options;
	lzma_filter filters[] = {
		{ .id = LZMA_FILTER_X86 },
		{ .id = LZMA_FILTER_LZMA2, .options = &options },
		{ .id = LZMA_VLI_UNKNOWN },
	};
	size_t out = 0;
	size_t in = 0;

	assert_false(lzma_lzma_preset(&options, 0));
	assert_int_equal(lzma_raw_buffer_encode(filters + 1, NULL, code, size,
						packed, &out, sizeof(packed)),
			 LZMA_OK);
	size = 0;
	assert_int_equal(lzma_raw_buffer_decode(filters, NULL, packed, &in, out,
						code, &size, SIZE_MAX_HERE),
			 LZMA_OK);
}

/* @code in memory of exactly its size: a sanitizer finds what is beyond. */
static void assert_restored(const u8 *code, u64 size)
{
	static u8 expected[SIZE_MAX_HERE];
	u8 *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, code, size);
	memcpy(expected, code, size);
	restore_by_liblzma(expected, size);
	kxl_x86_calls_restore(copy, size);
	assert_memory_equal(copy, expected, size);
	free(copy);
}

TEST(random_code_is_restored_as_by_liblzma)
{
	static u8 code[SIZE_MAX_HERE];
	struct dice dice = dice_new();
	u64 size;
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		size = i < 40 ? i : dice_between(&dice, 1, SIZE_MAX_HERE);
		fill(&dice, code, size);
		assert_restored(code, size);
	}
}

/* By hand: a call at 3 of what is 16 bytes after it. */
TEST(a_call_gets_its_distance_back)
{
	u8 code[] = { 0x90, 0x90, 0x90, 0xe8, 0x18, 0, 0, 0, 0x90 };
	static const u8 expected[] = { 0x90, 0x90, 0x90, 0xe8, 0x10,
				       0,    0,	   0,	 0x90 };

	kxl_x86_calls_restore(code, sizeof(code));
	assert_memory_equal(code, expected, sizeof(code));
}

TEST(an_operand_beyond_the_end_is_left)
{
	u8 code[] = { 0x90, 0x90, 0x90, 0xe8, 0x18, 0, 0 };
	static const u8 expected[] = { 0x90, 0x90, 0x90, 0xe8, 0x18, 0, 0 };

	kxl_x86_calls_restore(code, sizeof(code));
	assert_memory_equal(code, expected, sizeof(code));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_code_is_restored_as_by_liblzma),
		cmocka_unit_test(a_call_gets_its_distance_back),
		cmocka_unit_test(an_operand_beyond_the_end_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
