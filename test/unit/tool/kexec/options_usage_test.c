// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The list of options. */
#include "tool/kexec/options.h"

#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "tool/kexec/report.h"

/* Of " -x, --name" and "     --name". */
#define NAME_COLUMN 5

static struct capture output;

/* Texts of options with a value and without start in one column. */
TEST(all_options_are_explained_in_one_column)
{
	size_t column = 0;
	unsigned int rows = 0;
	char *save = NULL;
	char *line, *words;

	capture_start(&output, stdout);
	options_usage(stdout);
	capture_end(&output);
	for (line = strtok_r(output.text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		words = strstr(line, "--");
		if (words != line + NAME_COLUMN)
			continue;
		words += strcspn(words, " ");
		words += strspn(words, " ");
		if (!column)
			column = (size_t)(words - line);
		assert_row(line, words - line, column);
		rows++;
	}
	assert_true(rows > 20);
}

static bool ends_with(const char *text, const char *end)
{
	return strlen(text) >= strlen(end) &&
	       !strcmp(text + strlen(text) - strlen(end), end);
}

/* The list has the exit statuses of the tool. */
TEST(the_usage_ends_with_the_exit_status)
{
	static const char head[] = "Usage: kexec [OPTION]... [KERNEL]\n";
	char tail[128];

	capture_start(&output, stdout);
	options_usage(stdout);
	capture_end(&output);
	snprintf(tail, sizeof(tail),
		 "\nExit status: %d done, %d usage error, %d failed, "
		 "%d kexec_file_load(2) can't.\nMore: man 8 kexec\n",
		 EXIT_OK, EXIT_USAGE, EXIT_FAILED, EXIT_CANNOT);
	assert_memory_equal(output.text, head, strlen(head));
	assert_true(ends_with(output.text, tail));
	/* A value comes after its option. */
	assert_non_null(strstr(output.text, "\n -t, --type=X "));
	assert_non_null(strstr(output.text, "\n     --append=X "));
	assert_non_null(strstr(output.text, "\n -l, --load "));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_options_are_explained_in_one_column),
		cmocka_unit_test(the_usage_ends_with_the_exit_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
