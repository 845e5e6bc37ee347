// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Values are read in full, or refused with a message about the expected form.
 */
#include "tool/kexec/value.h"

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"

#define NO_ADDRESS "not an address; give bytes, like 0x10000000 or 268435456\n"

static struct capture errors;

TEST(an_address_is_a_number_of_c_and_nothing_else)
{
	static const struct {
		const char *text;
		int result;
		uint64_t address;
		const char *says;
	} rows[] = {
		{ "0", 0, 0, "" },
		{ "017", 0, 15, "" },
		{ "0x1fff", 0, 0x1fff, "" },
		{ "18446744073709551615", 0, UINT64_MAX, "" },
		{ "18446744073709551616", -1, 7,
		  "Bad option value in --x=18446744073709551616: " NO_ADDRESS },
		{ "", -1, 7, "Bad option value in --x=: " NO_ADDRESS },
		{ "-1", -1, 7, "Bad option value in --x=-1: " NO_ADDRESS },
		{ " 1", -1, 7, "Bad option value in --x= 1: " NO_ADDRESS },
		{ "1k", -1, 7, "Bad option value in --x=1k: " NO_ADDRESS },
		{ "1\n", -1, 7, "Bad option value in --x=1\\x0a: " NO_ADDRESS },
	};
	uint64_t address;
	int result;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		address = 7;
		capture_start(&errors, stderr);
		result = value_address("x", rows[i].text, &address);
		capture_end(&errors);
		assert_row(rows[i].text, result, rows[i].result);
		assert_row(rows[i].text, address, rows[i].address);
		assert_string_equal(errors.text, rows[i].says);
	}
}

TEST(a_refusal_says_why)
{
	int result;

	capture_start(&errors, stderr);
	result = value_refuse("x", "y", "no z");
	capture_end(&errors);
	assert_int_equal(result, -1);
	assert_string_equal(errors.text, "Bad option value in --x=y: no z\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_a_number_of_c_and_nothing_else),
		cmocka_unit_test(a_refusal_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
