// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Dry runs: no system call is made, and all lines are printed. */
#include "tool/kexec/check.h"

#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

static struct capture output;

static int check_line(struct fixture *fixture, const char *line)
{
	int status;

	recorder = (struct recorder){ 0 };
	capture_start(&output, stdout);
	status = run_line(fixture, line);
	capture_end(&output);
	assert_int_equal(recorder.loads + recorder.file_loads +
				 recorder.executes + recorder.rehearsals,
			 0);
	assert_string_equal(fake_steps, "");
	return status;
}

static void put_region(const struct fixture *fixture, const char *region)
{
	char text[256];

	snprintf(text, sizeof(text), "00100000-bfffffff : System RAM\n%s",
		 region);
	fixture_text(fixture, "/proc/iomem", text);
}

TEST(a_plan_is_printed_and_nothing_done)
{
	static const char *const lines[] = {
		"--check K I",	     "--check -l K I", "-f --check K I",
		"--check -u -l K I", "-s --check K I",
	};
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_row(lines[i], check_line(&fixture, lines[i]), 0);
		assert_non_null(strstr(output.text, "entry 0x"));
		assert_non_null(strstr(output.text, ") kernel\n"));
		assert_non_null(strstr(output.text, ") initrd\n"));
		assert_null(strstr(output.text, "needed, about"));
		assert_string_equal(errors.text, "");
	}
	assert_int_equal(check_line(&fixture, "--check K --append=a\nb"), 0);
	assert_non_null(strstr(output.text, ", command line \"a\\x0ab\"\n["));
	assert_int_equal(check_line(&fixture, "--check"), 255);
	assert_non_null(strstr(errors.text, "No kernel specified"));
	assert_int_equal(check_line(&fixture, "--check /nonexistent"), 255);
	assert_int_equal(check_line(&fixture, "--check K -t nbi"), 255);
	fixture_free(&fixture);
}

TEST(a_crash_kernels_memory_is_a_sum)
{
	/* The addresses follow from the fixture's region and kernel. */
	static const char lines[] =
		"     8.0 MiB  kernel, with room to unpack itself\n"
		"     0.0 MiB  initrd\n"
		"     0.0 MiB  initrd's contents, unpacked (a guess: five "
		"times as large)\n"
		"     6.0 MiB  page structures\n"
		"     4.0 MiB  CPUs\n"
		"     0.7 MiB  core headers, low memory, boot data\n"
		"     0.2 MiB  makedumpfile's bitmap\n"
		"    48.0 MiB  kernel's own memory, and programs\n"
		"    67.0 MiB  needed, about\n"
		"   256.0 MiB  set aside\n"
		"entry 0xaff5c000, command line \"\"\n"
		"[0xaff61000, 0xb0000000) backup\n"
		"[0xaff60000, 0xaff61000) elfcorehdr\n"
		"[0xaf600000, 0xafe00000) kernel\n"
		"[0xaff5f000, 0xaff60000) initrd\n"
		"[0xaff5d000, 0xaff5f000) boot data\n"
		"[0xaff5c000, 0xaff5d000) purgatory\n";
	struct fixture fixture;

	fixture_make_crash(&fixture);
	assert_int_equal(check_line(&fixture, "--check -p K I"), 0);
	assert_string_equal(output.text, lines);
	assert_string_equal(errors.text, "");
	fixture_free(&fixture);
}

TEST(a_region_that_is_too_small_fails_and_says_by_how_much)
{
	static const char need[] =
		"warning: 32 MiB are set aside for a crash kernel, and this "
		"one needs about 67 MiB (kernel 8, initrd 0, unpacked 0, all "
		"else 59); set more aside (crashkernel=80M), or use a smaller "
		"initrd\n";
	static const char need_more[] =
		"warning: 1 MiB are set aside for a crash kernel, and this one "
		"needs about 67 MiB ";
	struct fixture fixture;

	fixture_make_crash(&fixture);
	/* It can be loaded, but will not start. */
	put_region(&fixture, "  a0000000-a1ffffff : Crash kernel\n");
	assert_int_equal(check_line(&fixture, "--check -p K"), 255);
	assert_non_null(strstr(fixture.log, need));
	assert_non_null(strstr(output.text, ") kernel\n"));
	/* It can't be loaded. */
	put_region(&fixture, "  a0000000-a00fffff : Crash kernel\n");
	assert_int_equal(check_line(&fixture, "--check -p K"), 255);
	assert_non_null(strstr(fixture.log, need_more));
	assert_non_null(strstr(errors.text, "Cannot load /tmp/"));
	/* Without a region the estimate is still printed. */
	put_region(&fixture, "");
	assert_int_equal(check_line(&fixture, "--check -p K"), 1);
	assert_non_null(strstr(output.text, " 67.0 MiB  needed, about\n"));
	assert_non_null(
		strstr(errors.text, "Memory for crashkernel is not reserved"));
	fixture_free(&fixture);
}

TEST(what_a_dump_lacks_is_warned_about_once)
{
	struct fixture fixture;
	const char *warning;

	fixture_make_crash(&fixture);
	fixture_remove(&fixture, "/sys/kernel/vmcoreinfo");
	assert_int_equal(check_line(&fixture, "--check -p K I --append=x"), 0);
	warning = strstr(fixture.log, "warning: ");
	assert_non_null(warning);
	assert_null(strstr(warning + 1, "warning: "));
	fixture_free(&fixture);
}

TEST(a_start_that_will_fail_is_foretold)
{
	static const char says[] = "/kernel has no command line: ";
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(check_line(&fixture, "--check K --append=x"), 0);
	assert_null(strstr(fixture.log, "warning: "));
	/* The plan is still made. */
	assert_int_equal(check_line(&fixture, "--check K"), 0);
	assert_non_null(strstr(fixture.log, says));
	fixture.log[0] = '\0';
	assert_int_equal(check_line(&fixture, "--check K -t nbi"), 255);
	assert_null(strstr(fixture.log, says));
	fixture_free(&fixture);
}

TEST(a_machine_that_hides_its_memory_is_named_once)
{
	struct fixture fixture;

	fixture_make_crash(&fixture);
	fixture_text(&fixture, "/proc/iomem", "0-0 : System RAM\n");
	assert_int_equal(check_line(&fixture, "--check -p K"), 255);
	assert_string_equal(output.text, "");
	assert_ptr_equal(strchr(errors.text, '\n'),
			 errors.text + strlen(errors.text) - 1);
	assert_non_null(strstr(errors.text, "Could not get memory layout"));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_is_printed_and_nothing_done),
		cmocka_unit_test(a_crash_kernels_memory_is_a_sum),
		cmocka_unit_test(
			a_region_that_is_too_small_fails_and_says_by_how_much),
		cmocka_unit_test(what_a_dump_lacks_is_warned_about_once),
		cmocka_unit_test(a_start_that_will_fail_is_foretold),
		cmocka_unit_test(a_machine_that_hides_its_memory_is_named_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
