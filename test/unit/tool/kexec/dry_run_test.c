// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Dry runs say what the load would do, and do nothing. */
#include "tool/kexec/dry_run.h"

#include <errno.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

static struct capture output;

static void make_pc(struct fixture *fixture)
{
	fixture_make_pc(fixture);
	fixture_text(fixture, "/sys/kernel/kexec_loaded", "0\n");
}

static int dry(struct fixture *fixture, const char *line)
{
	int status;

	recorder = (struct recorder){ 0 };
	capture_start(&output, stdout);
	status = run_line(fixture, line);
	capture_end(&output);
	assert_int_equal(recorder.loads + recorder.file_loads +
				 recorder.executes + recorder.rehearsals +
				 recorder.questions,
			 0);
	assert_string_equal(fake_steps, "");
	return status;
}

static void assert_says(const char *words)
{
	if (!strstr(output.text, words))
		fail_msg("no \"%s\" in: %s", words, output.text);
}

TEST(steps_are_those_of_the_same_line)
{
	static const struct {
		const char *line;
		const char *steps;
	} rows[] = {
		{ "--dry-run -l K", "load" },
		{ "--dry-run -f K", "load, sync, network-down, start" },
		{ "--dry-run -f -x -y K", "load, start" },
		{ "--dry-run K", "load, sync, shutdown" },
		{ "--dry-run -u", "unload" },
		{ "-u -l K --dry-run", "unload, load" },
		{ "--dry-run --rehearse", "rehearse" },
	};
	struct fixture fixture;
	char line[128];
	size_t i;

	make_pc(&fixture);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].line, dry(&fixture, rows[i].line), 0);
		snprintf(line, sizeof(line), "steps           %s\n",
			 rows[i].steps);
		assert_ptr_equal(strstr(output.text, line), output.text);
	}
	fixture_free(&fixture);
}

/* The plan is the one that kexec_load(2) gets for the same line. */
TEST(segments_and_call_are_those_of_the_load)
{
	struct fixture fixture;
	char line[128];
	unsigned long i;

	make_pc(&fixture);
	assert_int_equal(run_line(&fixture, "-c -l K I --append=x"), 0);
	assert_int_equal(dry(&fixture, "--dry-run -c -l K I --append=x"), 0);
	assert_says("command line    \"x\"\n");
	assert_says("system call     kexec_load(2): it was asked for\n");
	assert_says("passed on       \"x\"\n");
	assert_says("memory [0x100000, 0xc0000000) System RAM\n");
	recorder = (struct recorder){ 0 };
	assert_int_equal(run_line(&fixture, "-c -l K I --append=x"), 0);
	assert_true(recorder.nr_segments > 1);
	for (i = 0; i < recorder.nr_segments; i++) {
		snprintf(line, sizeof(line), "segment         [%#lx, %#lx) ",
			 (unsigned long)recorder.segments[i].mem,
			 (unsigned long)recorder.segments[i].mem +
				 recorder.segments[i].memsz);
		assert_says(line);
	}
	snprintf(line, sizeof(line), "entry           %#lx\n", recorder.entry);
	assert_says(line);
	fixture_free(&fixture);
}

TEST(the_running_kernel_places_what_it_loads)
{
	struct fixture fixture;

	make_pc(&fixture);
	assert_int_equal(dry(&fixture, "--dry-run -s -l K"), 0);
	assert_says("kexec_file_load(2): it was asked for\n");
	assert_says("place           chosen by the running kernel");
	assert_null(strstr(output.text, "segment "));
	fixture_free(&fixture);
}

TEST(a_load_that_would_fail_has_its_status)
{
	static const struct {
		const char *line;
		int status;
		const char *says;
	} rows[] = {
		{ "--dry-run -l /nonexistent", 255,
		  "open kernel /nonexistent" },
		{ "--dry-run -c -l /nonexistent", 1, "open kernel" },
		{ "--dry-run -c -l K --mem-max=0xfff", 255, "Cannot load " },
		{ "--dry-run -p K", 1, "Memory for crashkernel is not" },
		{ "--dry-run -c -p K", 1, "Memory for crashkernel is not" },
		{ "--dry-run -e", 1, "nothing is loaded that could start" },
		{ "--dry-run -l K -t nbi", 255, "Unsupported kernel type" },
		{ "--dry-run -s -l K --entry-32bit", 255, "use kexec_load(2)" },
	};
	struct fixture fixture;
	size_t i;

	make_pc(&fixture);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].line, dry(&fixture, rows[i].line),
			   rows[i].status);
		if (!strstr(errors.text, rows[i].says))
			fail_msg("\"%s\" said: %s", rows[i].line, errors.text);
	}
	fixture_remove(&fixture, "/sys/kernel/kexec_loaded");
	assert_int_equal(dry(&fixture, "--dry-run -l K"), 255);
	assert_non_null(strstr(errors.text, "this kernel has no kexec"));
	fixture_free(&fixture);
}

TEST(a_user_who_may_not_see_memory_sees_the_rest)
{
	struct fixture fixture;

	make_pc(&fixture);
	fixture_text(&fixture, "/proc/iomem",
		     "00000000-00000000 : System RAM\n");
	assert_int_equal(dry(&fixture, "--dry-run -c -l K"), 0);
	assert_says("system call     kexec_load(2)");
	assert_null(strstr(output.text, "segment "));
	assert_null(strstr(output.text, "entry "));
	assert_non_null(strstr(errors.text, "what would be loaded where is "
					    "not known"));
	fixture_free(&fixture);
}

TEST(a_start_needs_a_loaded_kernel)
{
	struct fixture fixture;

	make_pc(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "1\n");
	assert_int_equal(dry(&fixture, "--dry-run -e"), 0);
	assert_string_equal(output.text,
			    "steps           sync, network-down, start\n");
	fixture_free(&fixture);
}

/* As the record of the load says. */
TEST(a_start_says_which_watchdog_it_starts)
{
	static const char *const rows[][2] = {
		{ "60 watchdog0 new", "watchdog0 starts, for 60 s" },
		{ "60  ", "within 60 s, without a watchdog" },
	};
	struct fixture fixture;
	char expected[128];
	char record[160];
	char line[192];
	size_t i;

	make_pc(&fixture);
	fake_state_folder = "/run/kexec";
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "1\n");
	fixture_text(&fixture, "/proc/sys/kernel/random/boot_id", "x\n");
	snprintf(line, sizeof(line), "--dry-run -e --sysroot=%s", fixture.dir);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(record, sizeof(record),
			 "boot x\ntime 1\ncall kexec_load\ncmdline a\n"
			 "fallback %s\nwords kernel standard input\n",
			 rows[i][0]);
		fixture_text(&fixture, "/run/kexec/normal", record);
		assert_int_equal(dry(&fixture, line), 0);
		snprintf(expected, sizeof(expected),
			 "steps           sync, network-down, start\n"
			 "fallback        %s\n",
			 rows[i][1]);
		assert_string_equal(output.text, expected);
	}
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_are_those_of_the_same_line),
		cmocka_unit_test(segments_and_call_are_those_of_the_load),
		cmocka_unit_test(the_running_kernel_places_what_it_loads),
		cmocka_unit_test(a_load_that_would_fail_has_its_status),
		cmocka_unit_test(a_user_who_may_not_see_memory_sees_the_rest),
		cmocka_unit_test(a_start_needs_a_loaded_kernel),
		cmocka_unit_test(a_start_says_which_watchdog_it_starts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
