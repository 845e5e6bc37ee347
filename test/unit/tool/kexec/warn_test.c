// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A warning is one line, or nothing at all. */
#include "tool/kexec/warn.h"

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "tool/kexec/report.h"

TEST(a_warning_is_one_line_and_quiet_leaves_it_out)
{
	struct options options = { .flags = FLAG_DEBUG };
	struct capture errors;

	capture_start(&errors, stderr);
	warn(&options, "%s has %d lines", "a\nb", 1);
	capture_end(&errors);
	assert_string_equal(errors.text,
			    "kexec: warning: a\\x0ab has 1 lines\n");
	capture_start(&errors, stderr);
	warn(&options, "%s", "");
	capture_end(&errors);
	assert_string_equal(errors.text, "kexec: warning: \n");
	options.flags |= FLAG_QUIET;
	capture_start(&errors, stderr);
	warn(&options, "a");
	report_log(&options, KEXEC_LOG_WARNING, "b");
	report_log(&options, KEXEC_LOG_DEBUG, "c");
	capture_end(&errors);
	assert_string_equal(errors.text, "c\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_warning_is_one_line_and_quiet_leaves_it_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
