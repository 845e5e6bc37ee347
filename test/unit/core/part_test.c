// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Names of parts. */
#include "core/part.h"

#include <string.h>

#include "test/unit/test.h"

TEST(each_part_has_a_name_that_the_purgatory_can_print)
{
	/* "15 (", ")" and a NUL in 24 bytes. */
	const size_t longest = 24 - 6;
	int part;
	int other;

	for (part = KX_PART_KERNEL; part < KX_PARTS; part++) {
		const char *name = kx_part_name((enum kx_part)part);

		assert_non_null(name);
		assert_in_range(strlen(name), 1, longest);
		for (other = KX_PART_KERNEL; other < part; other++)
			assert_string_not_equal(
				name, kx_part_name((enum kx_part)other));
	}
}

TEST(what_is_no_part_of_a_plan_has_none)
{
	assert_null(kx_part_name(KX_PART_OTHER));
	assert_null(kx_part_name(KX_PARTS));
	assert_null(kx_part_name((enum kx_part) - 1));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			each_part_has_a_name_that_the_purgatory_can_print),
		cmocka_unit_test(what_is_no_part_of_a_plan_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
