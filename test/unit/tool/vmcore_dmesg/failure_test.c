// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "tool/vmcore_dmesg/failure.h"

#include <string.h>

#include "test/unit/test.h"

TEST(a_failure_has_a_number_and_words)
{
	struct failure failure;

	assert_int_equal(
		failure_set(&failure, STATUS_OUTSIDE, "%d of %s", 3, "four"),
		STATUS_OUTSIDE);
	assert_int_equal(failure.status, STATUS_OUTSIDE);
	assert_string_equal(failure.text, "3 of four");
}

TEST(words_that_are_too_many_are_cut)
{
	struct failure failure;

	failure_set(&failure, STATUS_DATA, "%1000d", 1);
	assert_int_equal(strlen(failure.text), sizeof(failure.text) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_has_a_number_and_words),
		cmocka_unit_test(words_that_are_too_many_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
