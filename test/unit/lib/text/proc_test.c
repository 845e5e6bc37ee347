// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Facts from the text files of /proc. */
#include "lib/text/proc.h"

#include "lib/text/text.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(a_cpu_flag_is_a_word_of_the_flags_line)
{
	assert_true(kxl_cpu_has(
		view("model name\t: la57\nflags\t\t: fpu la57\n"), "la57"));
	assert_false(kxl_cpu_has(view("model name\t: la57\nflags\t\t: fpu\n"),
				 "la57"));
	assert_false(kxl_cpu_has(view("vmx flags\t: la57\n"), "la57"));
	assert_false(kxl_cpu_has(view(""), "la57"));
}

TEST(total_memory_is_in_kib_and_may_be_missing)
{
	u64 bytes = 7;

	assert_false(kxl_mem_total(view("MemFree: 1 kB\n"), &bytes));
	assert_false(kxl_mem_total(view("MemTotal: kB\n"), &bytes));
	assert_false(kxl_mem_total(view("MemTotalX: 1 kB\n"), &bytes));
	assert_int_equal(bytes, 7);
	assert_true(kxl_mem_total(view("a\nMemTotal:    1024 kB\n"), &bytes));
	assert_int_equal(bytes, 1 << 20);
	assert_false(kxl_mem_total(view("MemTotal: 18446744073709551615 kB\n"),
				   &bytes));
}

TEST(a_line_of_memory_is_found_by_its_whole_name)
{
	static const char text[] =
		"MemFree: 3 kB\nActive(file):  5 kB\nActive:  9 kB\n";
	u64 bytes = 7;

	assert_false(kxl_mem_line(view(text), "Mem", &bytes));
	assert_false(kxl_mem_line(view(text), "SwapFree", &bytes));
	assert_int_equal(bytes, 7);
	assert_true(kxl_mem_line(view(text), "Active", &bytes));
	assert_int_equal(bytes, 9 * 1024);
	assert_true(kxl_mem_line(view(text), "Active(file)", &bytes));
	assert_int_equal(bytes, 5 * 1024);
}

TEST(a_capability_is_a_bit_of_the_effective_set)
{
	const struct kx_bytes all =
		view("CapPrm:\t0\nCapEff:\t0000000000400000\n");

	assert_true(kxl_has_capability(all, 22));
	assert_false(kxl_has_capability(all, 21));
	assert_true(kxl_has_capability(view("Name:\tx\n"), 22));
}

TEST(lockdown_is_the_word_in_brackets_unless_it_is_none)
{
	static const struct {
		const char *text;
		const char *mode;
	} rows[] = {
		{ "none [integrity] confidentiality\n", "integrity" },
		{ "none integrity [confidentiality]\n", "confidentiality" },
		{ "[none] integrity confidentiality\n", "" },
		{ "none integrity", "" },
		{ "[", "" },
		{ "[x", "" },
		{ "", "" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].text,
			   kxl_text_is(kxl_lockdown(view(rows[i].text)),
				       rows[i].mode),
			   true);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cpu_flag_is_a_word_of_the_flags_line),
		cmocka_unit_test(total_memory_is_in_kib_and_may_be_missing),
		cmocka_unit_test(a_line_of_memory_is_found_by_its_whole_name),
		cmocka_unit_test(a_capability_is_a_bit_of_the_effective_set),
		cmocka_unit_test(
			lockdown_is_the_word_in_brackets_unless_it_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
