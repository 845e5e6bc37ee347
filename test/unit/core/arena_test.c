// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The arena returns zeroed, aligned, disjoint bytes, or NULL. */
#include "core/arena.h"

#include "test/unit/test.h"

TEST(bytes_come_zeroed)
{
	u8 memory[64];
	struct kx_arena arena = { memory, sizeof(memory), 0 };
	static const u8 zeroes[40];

	memset(memory, 0xee, sizeof(memory));
	assert_memory_equal(kx_arena_take(&arena, 40, 1), zeroes, 40);
	assert_int_equal(memory[40], 0xee);
}

TEST(alignment_counts_from_the_base)
{
	u8 memory[64];
	struct kx_arena arena = { memory, sizeof(memory), 0 };

	assert_ptr_equal(kx_arena_take(&arena, 3, 1), memory);
	assert_ptr_equal(kx_arena_take(&arena, 1, 16), memory + 16);
	assert_ptr_equal(kx_arena_take(&arena, 8, 8), memory + 24);
	assert_int_equal(arena.used, 32);
}

TEST(the_last_byte_can_be_taken_and_no_more)
{
	u8 memory[16];
	struct kx_arena arena = { memory, sizeof(memory), 0 };

	assert_non_null(kx_arena_take(&arena, 16, 1));
	assert_null(kx_arena_take(&arena, 1, 1));
	assert_int_equal(arena.used, 16);
}

TEST(what_does_not_fit_changes_nothing)
{
	static const struct {
		const char *name;
		u64 size;
		u64 align;
	} rows[] = {
		{ "one byte too many", 12, 1 },
		{ "room is lost to alignment", 9, 8 },
		{ "alignment alone leaves the arena", 0, 32 },
		{ "size wraps", ~0ULL, 1 },
		{ "size wraps after alignment", ~0ULL - 7, 8 },
		{ "alignment is half of all numbers", 1, 1ULL << 63 },
	};
	u8 memory[16];
	struct kx_arena arena = { memory, sizeof(memory), 5 };
	size_t i;

	memset(memory, 0xee, sizeof(memory));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		void *got = kx_arena_take(&arena, rows[i].size, rows[i].align);

		assert_row(rows[i].name, got != NULL, false);
		assert_row(rows[i].name, arena.used, 5);
		assert_row(rows[i].name, memory[8], 0xee);
	}
}

TEST(random_takes_never_share_a_byte)
{
	struct dice dice = dice_new();
	int round;

	for (round = 0; round < 500; round++) {
		u8 memory[256];
		struct kx_arena arena = { memory, sizeof(memory), 0 };
		u8 *end = memory;
		int step;

		for (step = 0; step < 20; step++) {
			u64 size = dice_roll(&dice, 40);
			u64 align = 1ULL << dice_roll(&dice, 6);
			u8 *got = kx_arena_take(&arena, size, align);

			if (!got)
				continue;
			assert_true(got >= end);
			assert_int_equal((u64)(got - memory) % align, 0);
			end = got + size;
			assert_true(end <= memory + sizeof(memory));
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_zeroed),
		cmocka_unit_test(alignment_counts_from_the_base),
		cmocka_unit_test(the_last_byte_can_be_taken_and_no_more),
		cmocka_unit_test(what_does_not_fit_changes_nothing),
		cmocka_unit_test(random_takes_never_share_a_byte),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
