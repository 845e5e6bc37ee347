// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "tool/vmcore_dmesg/vmcoreinfo.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"

static const char lines[] = "A=1\n"
			    "SYMBOL(x)=ffffffff81000100\n"
			    "SYMBOL(xy)=10\n"
			    "SYMBOLS=10\n"
			    "NUMBER(n)=-2\n"
			    "NUMBER(h)=0x1F\n"
			    "KERNELOFFSET=1a000000\n"
			    "EMPTY=\n"
			    "WORD=12x\n"
			    "BIG=18446744073709551616\n"
			    "MAX=18446744073709551615\n"
			    "A=2\n"
			    "\n"
			    "LAST=7";

TEST(numbers_are_read_in_their_base)
{
	static const struct {
		const char *name;
		bool found;
		u64 value;
	} rows[] = {
		{ "A", true, 1 },
		{ "SYMBOL(x)", true, 0xffffffff81000100 },
		{ "SYMBOL(xy)", true, 0x10 },
		{ "SYMBOLS", true, 10 },
		{ "NUMBER(n)", true, UINT64_MAX - 1 },
		{ "NUMBER(h)", true, 31 },
		{ "KERNELOFFSET", true, 0x1a000000 },
		{ "MAX", true, UINT64_MAX },
		{ "LAST", true, 7 },
		{ "EMPTY", false, 99 },
		{ "WORD", false, 99 },
		{ "BIG", false, 99 },
		{ "SYMBOL", false, 99 },
		{ "none", false, 99 },
		{ "", false, 99 },
	};
	u64 value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		value = 99;
		assert_row(rows[i].name,
			   vmcoreinfo_number(made_string(lines), rows[i].name,
					     &value),
			   rows[i].found);
		assert_row(rows[i].name, value, rows[i].value);
	}
	assert_false(vmcoreinfo_number(kx_bytes(NULL, 0), "A", &value));
}

TEST(a_text_is_what_stands_behind_the_name)
{
	struct kx_bytes value;

	assert_true(vmcoreinfo_text(made_string(lines), "WORD", &value));
	assert_int_equal(value.size, 3);
	assert_memory_equal(value.data, "12x", 3);
	assert_true(vmcoreinfo_text(made_string(lines), "EMPTY", &value));
	assert_int_equal(value.size, 0);
	assert_false(vmcoreinfo_text(made_string(lines), "EMPT", &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_in_their_base),
		cmocka_unit_test(a_text_is_what_stands_behind_the_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
