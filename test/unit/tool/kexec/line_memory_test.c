// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A line without memory for it is omitted, without other effects. The linker
 * (--wrap) replaces the C library's function by that below.
 */
#include <stdarg.h>
#include <stdio.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "tool/kexec/line.h"
#include "tool/kexec/warn.h"

static unsigned int calls;

__attribute__((format(printf, 2, 0))) int
__wrap_vasprintf(char **text, const char *format, va_list args);

int __wrap_vasprintf(char **text, const char *format, va_list args)
{
	(void)text;
	(void)format;
	(void)args;
	calls++;
	return -1;
}

TEST(what_there_is_no_memory_for_is_left_out)
{
	const struct options options = { .flags = 0 };
	struct capture errors;

	capture_start(&errors, stderr);
	line_print(stderr, "%s", "a line");
	warn(&options, "%s", "a warning");
	capture_end(&errors);
	assert_string_equal(errors.text, "");
	/* One for the line, one for the warning's words; no line follows. */
	assert_int_equal(calls, 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_there_is_no_memory_for_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
