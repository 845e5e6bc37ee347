// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The output is one line, whatever bytes the words have. */
#include "tool/kexec/line.h"

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"

TEST(control_characters_are_spelled_out)
{
	struct capture capture;

	capture_start(&capture, stderr);
	line_print(stderr, "%s, %d", "a\nb\x1b[1m\x7f\xc3\xa9\t", 7);
	capture_end(&capture);
	assert_string_equal(capture.text,
			    "a\\x0ab\\x1b[1m\\x7f\xc3\xa9\\x09, 7\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_are_spelled_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
