// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Sizes for people. */
#include "lib/text/size.h"

#include <string.h>

#include "test/unit/test.h"

TEST(a_size_has_the_largest_unit_that_it_reaches)
{
	static const struct {
		u64 bytes;
		const char *up;
		const char *down;
	} rows[] = {
		{ 0, "0 bytes", "0 bytes" },
		{ 1023, "1023 bytes", "1023 bytes" },
		{ 1024, "1 KiB", "1 KiB" },
		{ 1025, "2 KiB", "1 KiB" },
		{ 0xfffff, "1024 KiB", "1023 KiB" },
		{ 0x100000, "1 MiB", "1 MiB" },
		{ 75497471, "72 MiB", "71 MiB" },
		{ 75497473, "73 MiB", "72 MiB" },
		{ UINT64_MAX, "17592186044416 MiB", "17592186044415 MiB" },
	};
	char text[KXL_SIZE_MAX];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		kxl_size_print(text, rows[i].bytes, KXL_ROUND_UP);
		assert_string_equal(text, rows[i].up);
		kxl_size_print(text, rows[i].bytes, KXL_ROUND_DOWN);
		assert_string_equal(text, rows[i].down);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_size_has_the_largest_unit_that_it_reaches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
