// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A full disk is reported at the end, whether or not the buffer was written. */
#include "tool/common/output.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio_ext.h>
#include <unistd.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"

static struct capture errors;

/* Calls output_end() with stdout on @path; errors.text has its message. */
static bool end_on(const char *path, bool is_early)
{
	int saved = dup(STDOUT_FILENO);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool is_written;

	assert_true(saved >= 0 && fd >= 0);
	fflush(stdout);
	assert_int_equal(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	close(fd);
	printf("one line\n");
	if (is_early)
		fflush(stdout);
	capture_start(&errors, stderr);
	is_written = output_end("name");
	capture_end(&errors);
	/*
	 * Discard the buffer, so that it does not get into the test's output.
	 */
	__fpurge(stdout);
	assert_int_equal(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
	close(saved);
	clearerr(stdout);
	return is_written;
}

TEST(what_arrives_is_not_spoken_of)
{
	assert_true(end_on("/dev/null", false));
	assert_string_equal(errors.text, "");
}

TEST(what_does_not_arrive_is_said)
{
	assert_false(end_on("/dev/full", false));
	assert_string_equal(errors.text, "name: write to standard output: "
					 "No space left on device\n");
}

TEST(an_error_that_came_earlier_counts)
{
	assert_false(end_on("/dev/full", true));
	assert_memory_equal(errors.text,
			    "name: write to standard output: ", 32);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_arrives_is_not_spoken_of),
		cmocka_unit_test(what_does_not_arrive_is_said),
		cmocka_unit_test(an_error_that_came_earlier_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
