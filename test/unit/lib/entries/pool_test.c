// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A pool gives memory up to its limit, and says when it was not enough. */
#include "lib/entries/pool.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(texts_are_copied_and_end)
{
	struct kxl_pool pool = { 0 };
	unsigned int i;

	for (i = 0; i < 200; i++)
		assert_string_equal(kxl_pool_copy(&pool, view("abc")), "abc");
	assert_string_equal(kxl_pool_copy(&pool, kx_bytes(NULL, 0)), "");
	assert_string_equal(kxl_pool_print(&pool, "%s-%u", "a", 7), "a-7");
	assert_int_equal(pool.used, 200 * 4 + 1 + 4);
	assert_false(pool.is_short);
	kxl_pool_free(&pool);
	assert_int_equal(pool.used, 0);
}

TEST(memory_is_zeroed)
{
	struct kxl_pool pool = { 0 };
	const u8 *bytes = kxl_pool_take(&pool, 100);
	unsigned int i;

	for (i = 0; i < 100; i++)
		assert_int_equal(bytes[i], 0);
	assert_non_null(kxl_pool_take(&pool, 0));
	kxl_pool_free(&pool);
}

TEST(the_limit_is_kept_and_noted)
{
	struct kxl_pool pool = { 0 };

	assert_non_null(kxl_pool_take(&pool, KXL_POOL_MAX - 1));
	assert_non_null(kxl_pool_take(&pool, 1));
	assert_false(pool.is_short);
	assert_string_equal(kxl_pool_copy(&pool, view("a")), "");
	assert_true(pool.is_short);
	/* Even if it would fit: what is made now is not whole. */
	assert_null(kxl_pool_take(&pool, 0));
	kxl_pool_free(&pool);
	assert_null(kxl_pool_take(&pool, UINT64_MAX));
	assert_true(pool.is_short);
	kxl_pool_free(&pool);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_copied_and_end),
		cmocka_unit_test(memory_is_zeroed),
		cmocka_unit_test(the_limit_is_kept_and_noted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
