// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* How words become options and KERNEL, whatever the options mean. */
#include "tool/kexec/options.h"

#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/kexec/parse_line.h"
#include "tool/kexec/option_row.h"

/* Meanings that only the parser knows belong to these letters. */
TEST(letters_that_choose_a_call_are_known_by_their_rows)
{
	size_t i;

	for (i = 0; i < option_row_count; i++) {
		const struct row *row = &option_rows[i];
		bool is_call = row->letter && strchr("sca", row->letter);

		assert_row(row->name, !!(row->meaning & CHOOSES_CALL), is_call);
		assert_row(row->name, !!(row->meaning & ASKS_STATUS),
			   row->letter == 'S');
	}
}

TEST(the_last_word_that_chooses_a_call_is_remembered)
{
	struct options options;

	assert_int_equal(parse("-l k", &options), 0);
	assert_int_equal(options.method_at, 0);
	assert_int_equal(parse("-s -l k --kexec-syscall", &options), 0);
	assert_int_equal(options.method_at, 4);
	assert_int_equal(parse("-las k", &options), 0);
	assert_int_equal(options.method_at, 1);
}

TEST(kernel_stands_anywhere_even_after_two_dashes)
{
	struct options options;

	assert_int_equal(parse("k -l", &options), 0);
	assert_string_equal(options.kernel, "k");
	assert_int_equal(parse("-l -- -k", &options), 0);
	assert_string_equal(options.kernel, "-k");
	assert_int_equal(parse("-l -- k more", &options), 1);
}

TEST(each_option_is_in_the_table_once)
{
	size_t i;
	size_t j;

	assert_true(option_row_count <= GIVEN_MAX);
	for (i = 0; i < option_row_count; i++)
		for (j = 0; j < i; j++) {
			assert_string_not_equal(option_rows[i].name,
						option_rows[j].name);
			if (option_rows[i].letter)
				assert_row(option_rows[i].name,
					   option_rows[i].letter ==
						   option_rows[j].letter,
					   0);
		}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			letters_that_choose_a_call_are_known_by_their_rows),
		cmocka_unit_test(
			the_last_word_that_chooses_a_call_is_remembered),
		cmocka_unit_test(kernel_stands_anywhere_even_after_two_dashes),
		cmocka_unit_test(each_option_is_in_the_table_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
