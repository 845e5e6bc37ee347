// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What is drawn is the plan, and a user who may not see it sees nothing. */
#include "tool/kexec/show.h"

#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

static struct capture output;

static int show_line(struct fixture *fixture, const char *line)
{
	int status;

	recorder = (struct recorder){ 0 };
	capture_start(&output, stdout);
	status = run_line(fixture, line);
	capture_end(&output);
	assert_int_equal(
		recorder.loads + recorder.file_loads + recorder.executes, 0);
	assert_string_equal(fake_steps, "");
	return status;
}

TEST(memory_and_segments_are_drawn)
{
	struct fixture fixture;

	fixture_make_crash(&fixture);
	assert_int_equal(show_line(&fixture, "--show -c K I --append=x"), 0);
	assert_non_null(strstr(output.text, "cccc"));
	assert_non_null(strstr(output.text, "\nA [0x"));
	assert_non_null(strstr(output.text, ") kernel, 8.0 MiB\n"));
	assert_non_null(strstr(output.text, ") initrd, 4.0 KiB\n"));
	assert_non_null(strstr(output.text, "each letter is "));
	/* Without a kernel there is memory alone. */
	assert_int_equal(show_line(&fixture, "--show"), 0);
	assert_non_null(strstr(output.text, "cccc"));
	assert_null(strstr(output.text, "\nA [0x"));
	assert_int_equal(show_line(&fixture, "--svg -c -p K --append=x"), 0);
	assert_ptr_equal(strstr(output.text, "<svg "), output.text);
	assert_non_null(strstr(output.text, "<title>elfcorehdr [0x"));
	fixture_free(&fixture);
}

TEST(places_of_the_running_kernel_are_not_known)
{
	struct fixture fixture;

	fixture_make_crash(&fixture);
	assert_int_equal(show_line(&fixture, "--show -s K"), 0);
	assert_null(strstr(output.text, "\nA [0x"));
	assert_non_null(strstr(errors.text, "no segments are drawn"));
	fixture_free(&fixture);
}

TEST(hidden_memory_and_wrong_files_are_errors)
{
	struct fixture fixture;

	fixture_make_crash(&fixture);
	assert_int_equal(show_line(&fixture, "--show /nonexistent"), 255);
	assert_int_equal(show_line(&fixture, "--show -c K -t nbi"), 255);
	assert_int_equal(show_line(&fixture, "--show --initrd=x"), 1);
	fixture_text(&fixture, "/proc/iomem",
		     "00000000-00000000 : System RAM\n");
	assert_int_equal(show_line(&fixture, "--show"), 255);
	assert_string_equal(output.text, "");
	assert_non_null(strstr(errors.text, "Could not get memory layout"));
	assert_int_equal(show_line(&fixture, "--svg -c K"), 255);
	assert_string_equal(output.text, "");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_and_segments_are_drawn),
		cmocka_unit_test(places_of_the_running_kernel_are_not_known),
		cmocka_unit_test(hidden_memory_and_wrong_files_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
