// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Lines, words and numbers of texts without a NUL. */
#include "lib/text/text.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(lines_come_one_by_one_with_or_without_a_last_newline)
{
	struct kx_bytes rest = view("one\n\nthree");
	struct kx_bytes line;

	assert_true(kxl_text_line(&rest, &line));
	assert_true(kxl_text_is(line, "one"));
	assert_true(kxl_text_line(&rest, &line));
	assert_int_equal(line.size, 0);
	assert_true(kxl_text_line(&rest, &line));
	assert_true(kxl_text_is(line, "three"));
	assert_false(kxl_text_line(&rest, &line));
}

TEST(numbers_stop_at_the_first_other_character)
{
	static const struct {
		const char *name;
		const char *text;
		unsigned int base;
		bool is_number;
		u64 value;
		u64 left;
	} rows[] = {
		{ "decimal", "12 kB", 10, true, 12, 3 },
		{ "hexadecimal", "0x7fF\n", 16, true, 0x7ff, 1 },
		{ "hexadecimal without 0x", "00ab-", 16, true, 0xab, 1 },
		{ "largest", "ffffffffffffffff", 16, true, UINT64_MAX, 0 },
		{ "one too large", "10000000000000000", 16, false, 0, 17 },
		{ "largest decimal", "18446744073709551615", 10, true,
		  UINT64_MAX, 0 },
		{ "one more", "18446744073709551616", 10, false, 0, 20 },
		{ "letters in decimal", "a1", 10, false, 0, 2 },
		{ "nothing", "", 10, false, 0, 0 },
		{ "only 0x", "0x", 16, false, 0, 2 },
		{ "a sign", "-1", 10, false, 0, 2 },
	};
	struct kx_bytes rest;
	u64 value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rest = view(rows[i].text);
		value = 0;
		assert_row(rows[i].name,
			   kxl_text_number(&rest, rows[i].base, &value),
			   rows[i].is_number);
		assert_row(rows[i].name, value, rows[i].value);
		assert_row(rows[i].name, rest.size, rows[i].left);
	}
}

TEST(words_are_whole_words)
{
	assert_true(kxl_text_has_word(view("fpu la57 lm"), "la57"));
	assert_true(kxl_text_has_word(view("la57"), "la57"));
	assert_false(kxl_text_has_word(view("fpu la57x lm"), "la57"));
	assert_false(kxl_text_has_word(view("xla57"), "la57"));
	assert_false(kxl_text_has_word(view("  "), "la57"));
	assert_false(kxl_text_has_word(view(""), "la57"));
}

TEST(trimming_takes_blanks_at_both_ends_only)
{
	assert_true(kxl_text_is(kxl_text_trim(view(" \ta b\n")), "a b"));
	assert_int_equal(kxl_text_trim(view(" \n ")).size, 0);
}

TEST(a_prefix_must_be_there_in_full)
{
	struct kx_bytes after = view("untouched");

	assert_false(kxl_text_after(view("AC"), "ACPI", &after));
	assert_true(kxl_text_is(after, "untouched"));
	assert_true(kxl_text_after(view("ACPI=1"), "ACPI", &after));
	assert_true(kxl_text_is(after, "=1"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			lines_come_one_by_one_with_or_without_a_last_newline),
		cmocka_unit_test(numbers_stop_at_the_first_other_character),
		cmocka_unit_test(words_are_whole_words),
		cmocka_unit_test(trimming_takes_blanks_at_both_ends_only),
		cmocka_unit_test(a_prefix_must_be_there_in_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
