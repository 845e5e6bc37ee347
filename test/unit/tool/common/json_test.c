// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* JSON is what any parser reads, whatever the bytes of a string are. */
#include "tool/common/json.h"

#include <string.h>

#include "test/unit/test.h"

static char text[1024];

static struct json start(void)
{
	return (struct json){ .to = fmemopen(text, sizeof(text), "w") };
}

static void assert_written(struct json *json, const char *expected)
{
	assert_int_equal(json->depth, 0);
	fclose(json->to);
	assert_string_equal(text, expected);
}

TEST(members_are_separated_and_nested)
{
	struct json json = start();

	json_open(&json, NULL, '{');
	json_number(&json, "first", 0);
	json_open(&json, "empty", '[');
	json_close(&json);
	json_open(&json, "list", '[');
	json_number(&json, NULL, UINT64_MAX);
	json_open(&json, NULL, '{');
	json_bool(&json, "yes", true);
	json_bool(&json, "no", false);
	json_close(&json);
	json_text(&json, NULL, "x");
	json_close(&json);
	json_null(&json, "none");
	json_close(&json);
	assert_written(&json, "{\"first\":0,\"empty\":[],\"list\":["
			      "18446744073709551615,{\"yes\":true,\"no\":false}"
			      ",\"x\"],\"none\":null}");
}

TEST(what_was_left_open_is_closed)
{
	struct json json = start();

	json_open(&json, NULL, '{');
	json_open(&json, "a", '[');
	json_open(&json, NULL, '{');
	json_text(&json, "b", NULL);
	json_close_to(&json, 1);
	json_number(&json, "c", 1);
	json_close_to(&json, 0);
	assert_written(&json, "{\"a\":[{\"b\":null}],\"c\":1}");
}

TEST(strings_hold_any_bytes)
{
	static const struct {
		const char *bytes;
		const char *json;
	} rows[] = {
		{ "", "\"\"" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "\n\x1b\x7f", "\"\\u000a\\u001b\\u007f\"" },
		{ "\xc3\xa9", "\"\xc3\xa9\"" },
		{ "\xff\xc3", "\"\\\\xff\\\\xc3\"" },
		{ "\xed\xa0\x80", "\"\\\\xed\\\\xa0\\\\x80\"" },
		{ "\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\"" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json json = start();

		json_text(&json, NULL, rows[i].bytes);
		assert_written(&json, rows[i].json);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_separated_and_nested),
		cmocka_unit_test(what_was_left_open_is_closed),
		cmocka_unit_test(strings_hold_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
