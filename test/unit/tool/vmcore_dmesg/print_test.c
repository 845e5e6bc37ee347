// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "tool/vmcore_dmesg/print.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"

static char text[4096];

static const char *printed(void (*print)(FILE *, const struct log_record *),
			   const struct log_record *record)
{
	FILE *file = fmemopen(text, sizeof(text), "w");

	print(file, record);
	fclose(file);
	return text;
}

/* The output of kexec-tools 2.0.25 for the same bytes. */
TEST(text_is_what_kexec_tools_prints)
{
	static const struct {
		u64 time_ns;
		const char *text;
		const char *line;
	} rows[] = {
		{ 0, "", "[    0.000000] \n" },
		{ 999, "a", "[    0.000000] a\n" },
		{ 1234567890, "b", "[    1.234567] b\n" },
		{ 123456999999999, "c", "[123456.999999] c\n" },
		{ UINT64_MAX, "d", "[18446744073.709551] d\n" },
		{ 0, "\x1b[0m \x7f \xff \x01",
		  "[    0.000000] \\x1b[0m \\x7f "
		  "\\xff \\x01\n" },
		{ 0, "\t\n\v\f\r ~\\", "[    0.000000] \t\n\v\f\r ~\\\n" },
	};
	struct log_record record = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		record.time_ns = rows[i].time_ns;
		record.text = made_string(rows[i].text);
		assert_string_equal(printed(print_text, &record), rows[i].line);
	}
}

TEST(json_has_always_the_same_keys)
{
	static const char *const lines[] = {
		"{\"seq\":0,\"time_ns\":0,\"level\":5,\"facility\":0,"
		"\"caller\":\"T0\",\"subsystem\":null,\"device\":null,"
		"\"text\":\"Linux version 7.3\"}\n",
		"{\"seq\":1,\"time_ns\":1234567890,\"level\":6,\"facility\":0,"
		"\"caller\":\"T1\",\"subsystem\":\"pci\","
		"\"device\":\"+pci:0000:00:01.0\","
		"\"text\":\"pci 0000:00:01.0: \\u001b[31mred\\u000a two\"}\n",
		"{\"seq\":2,\"time_ns\":98765432109876,\"level\":6,"
		"\"facility\":3,\"caller\":\"C1\",\"subsystem\":null,"
		"\"device\":null,\"text\":\"\"}\n",
		"{\"seq\":3,\"time_ns\":98765433000000,\"level\":0,"
		"\"facility\":0,\"caller\":\"T77\",\"subsystem\":null,"
		"\"device\":null,\"text\":\"Kernel panic \\\"\\\\\\\" "
		"\xc3\xa4 \\\\xff\"}\n",
	};
	struct log_record record = { 0 };
	size_t i;

	for (i = 0; i < MADE_RECORDS; i++)
		assert_string_equal(printed(print_json, &made_records[i]),
				    lines[i]);
	assert_string_equal(printed(print_json, &record),
			    "{\"seq\":null,\"time_ns\":0,\"level\":0,"
			    "\"facility\":0,\"caller\":null,"
			    "\"subsystem\":null,\"device\":null,"
			    "\"text\":\"\"}\n");
}

TEST(json_is_utf8_whatever_the_text)
{
	static const struct {
		const char *text;
		const char *json;
	} rows[] = {
		{ "\xc3\xa4", "\xc3\xa4" },
		{ "\xe2\x82\xac", "\xe2\x82\xac" },
		{ "\xf0\x9f\x90\xa7", "\xf0\x9f\x90\xa7" },
		{ "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" },
		/* The first and last of each row of RFC 3629's table. */
		{ "\xc2\x80", "\xc2\x80" },
		{ "\xc3\x80", "\xc3\x80" },
		{ "\xdf\xbf", "\xdf\xbf" },
		{ "\xe0\xa0\x80", "\xe0\xa0\x80" },
		{ "\xe0\xbf\xbf", "\xe0\xbf\xbf" },
		{ "\xe1\x80\x80", "\xe1\x80\x80" },
		{ "\xec\xbf\xbf", "\xec\xbf\xbf" },
		{ "\xed\x80\x80", "\xed\x80\x80" },
		{ "\xed\x9f\xbf", "\xed\x9f\xbf" },
		{ "\xee\x80\x80", "\xee\x80\x80" },
		{ "\xef\xbf\xbf", "\xef\xbf\xbf" },
		{ "\xf0\x90\x80\x80", "\xf0\x90\x80\x80" },
		{ "\xf0\xbf\xbf\xbf", "\xf0\xbf\xbf\xbf" },
		{ "\xf1\x80\x80\x80", "\xf1\x80\x80\x80" },
		{ "\xf3\xbf\xbf\xbf", "\xf3\xbf\xbf\xbf" },
		{ "\xf4\x80\x80\x80", "\xf4\x80\x80\x80" },
		{ "\xc2\xc0", "\\\\xc2\\\\xc0" },
		{ "\xe0\x9f\xbf", "\\\\xe0\\\\x9f\\\\xbf" },
		{ "\xe1\x80\xc0", "\\\\xe1\\\\x80\\\\xc0" },
		{ "\xf0\x8f\xbf\xbf", "\\\\xf0\\\\x8f\\\\xbf\\\\xbf" },
		{ "\xf5\x80", "\\\\xf5\\\\x80" },
		{ "\x1f ", "\\u001f " },
		{ "\xc3", "\\\\xc3" },
		{ "\xc3z", "\\\\xc3z" },
		{ "\xc1\x81", "\\\\xc1\\\\x81" },
		{ "\xe0\x80\x80", "\\\\xe0\\\\x80\\\\x80" },
		{ "\xed\xa0\x80", "\\\\xed\\\\xa0\\\\x80" },
		{ "\xf4\x90\x80\x80", "\\\\xf4\\\\x90\\\\x80\\\\x80" },
		{ "\xe2\x82z", "\\\\xe2\\\\x82z" },
		{ "\x80", "\\\\x80" },
		{ "\x7f", "\\u007f" },
	};
	struct log_record record = { 0 };
	char want[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		record.text = made_string(rows[i].text);
		snprintf(want, sizeof(want), "\"text\":\"%s\"}\n",
			 rows[i].json);
		assert_non_null(strstr(printed(print_json, &record), want));
	}
	/* The character's last byte is beyond the text. */
	record.text = kx_bytes("z\xe2\x82\xac", 3);
	assert_non_null(strstr(printed(print_json, &record),
			       "\"text\":\"z\\\\xe2\\\\x82\"}\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_what_kexec_tools_prints),
		cmocka_unit_test(json_has_always_the_same_keys),
		cmocka_unit_test(json_is_utf8_whatever_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
