// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Draws from a source that a test makes. */
#include "core/random.h"

#include "test/unit/test.h"

struct source {
	const u64 *bits;
	u32 left;
};

static bool draw(void *data, u64 *bits)
{
	struct source *source = data;

	if (!source->left)
		return false;
	source->left--;
	*bits = *source->bits++;
	return true;
}

/* 2^64 is 1 more than a multiple of 3, 5 and 15: one value is drawn again. */
TEST(an_incomplete_round_is_drawn_again)
{
	static const u64 bits[] = { ~0ULL, ~0ULL - 1, 7, ~0ULL };
	struct source source = { bits, ARRAY_SIZE(bits) };
	const struct kx_random random = { draw, &source };
	u64 number = 77;

	assert_true(kx_random_below(&random, 15, &number));
	assert_int_equal(number, (~0ULL - 1) % 15);
	assert_int_equal(source.left, 2);
	assert_true(kx_random_below(&random, 1, &number));
	assert_int_equal(number, 0);
	/* A power of two has no incomplete round. */
	assert_true(kx_random_below(&random, 1ULL << 63, &number));
	assert_int_equal(number, ~0ULL >> 1);
	number = 77;
	assert_false(kx_random_below(&random, 3, &number));
	assert_int_equal(number, 77);
}

TEST(a_source_that_ends_while_drawing_again)
{
	static const u64 bits[] = { ~0ULL };
	struct source source = { bits, 1 };
	const struct kx_random random = { draw, &source };
	u64 number = 77;

	assert_false(kx_random_below(&random, 3, &number));
	assert_int_equal(number, 77);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_incomplete_round_is_drawn_again),
		cmocka_unit_test(a_source_that_ends_while_drawing_again),
	};

	return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
