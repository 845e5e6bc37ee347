// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Exact messages about a wrong command line. */
#include "tool/vmcore_dmesg/options.h"

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "tool/vmcore_dmesg/failure.h"

TEST(a_wrong_value_is_shown_with_an_advice)
{
	static const struct {
		const char *word;
		const char *line;
	} rows[] = {
		{ "--since=1x",
		  "vmcore-dmesg: --since=1x: no time; give seconds since boot, "
		  "or -30 for the last 30\n" },
		{ "--level=loud",
		  "vmcore-dmesg: --level=loud: no level; give names like "
		  "err,warn, or err+ for err and worse\n" },
		{ "--", "usage: vmcore-dmesg [OPTION]... <kernel core file>; "
			"\"vmcore-dmesg --help\" lists the options\n" },
	};
	char *argv[3] = { (char *)(uintptr_t) "vmcore-dmesg" };
	static struct capture errors;
	struct options options;
	char word[32];
	int status;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(word, sizeof(word), "%s", rows[i].word);
		argv[1] = word;
		capture_start(&errors, stderr);
		status = options_parse(2, argv, &options);
		capture_end(&errors);
		assert_row(rows[i].word, status, STATUS_USAGE);
		assert_string_equal(errors.text, rows[i].line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_value_is_shown_with_an_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
