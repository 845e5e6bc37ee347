// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Whole runs of the tool for images that return. */
#include "tool/kexec/run.h"

#include <errno.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

#define LOADED "/sys/kernel/kexec_loaded"

TEST(an_image_that_returns_is_loaded_with_its_flag)
{
	static const char *const lines[] = {
		"--load-preserve-context --mem-max=0x0fffffff K",
		"-c --load-preserve-context --mem-max=0x0fffffff K I",
		"-l --load-preserve-context --mem-max=268435455 --append=x K",
	};
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		recorder = (struct recorder){ 0 };
		assert_row(lines[i], run_line(&fixture, lines[i]), 0);
		assert_row(lines[i], recorder.loads, 1);
		assert_row(lines[i], recorder.file_loads, 0);
		assert_row(lines[i], recorder.flags,
			   KEXEC_ARCH_X86_64 | KEXEC_PRESERVE_CONTEXT);
		assert_string_equal(errors.text, "");
		assert_string_equal(fake_steps, "");
	}
	fixture_free(&fixture);
}

/* Nothing is taken down that is not brought up again. */
TEST(loading_and_calling_at_once_leaves_the_network_alone)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	assert_int_equal(run_line(&fixture, "--load-preserve-context -f "
					    "--mem-max=0x0fffffff K"),
			 0);
	assert_int_equal(recorder.executes, 1);
	assert_string_equal(fake_steps, "s");
	assert_string_equal(errors.text, "");
	fixture_free(&fixture);
}

TEST(what_returns_finds_its_network_up)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, LOADED, "1\n");
	recorder = (struct recorder){ 0 };
	fake_had_network = true;
	assert_int_equal(run_line(&fixture, "-e"), 0);
	assert_string_equal(fake_steps, "snu");
	assert_non_null(strstr(errors.text, "routes through them may be lost"));
	assert_int_equal(run_line(&fixture, "-e -x"), 0);
	assert_string_equal(errors.text, "");
	/* So does a failed jump. */
	recorder.execute_answer = -EBUSY;
	assert_int_equal(run_line(&fixture, "-e"), 255);
	assert_string_equal(fake_steps, "snu");
	assert_non_null(strstr(errors.text, "kexec failed: "));
	fake_had_network = false;
	fixture_free(&fixture);
}

TEST(the_way_back_is_found_or_given)
{
	static const struct {
		const char *line;
		unsigned long entry;
	} rows[] = {
		{ "--load-jump-back-helper", 0xabc000 },
		{ "-c --load-jump-back-helper --entry=0x1234", 0x1234 },
		{ "--entry=4096 --load-jump-back-helper", 0x1000 },
	};
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, LOADED, "0\n");
	fixture_text(&fixture, "/proc/cmdline",
		     "kexec_jump_back_entry=0x0000000000abc000 quiet\n");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		recorder = (struct recorder){ 0 };
		assert_row(rows[i].line, run_line(&fixture, rows[i].line), 0);
		assert_row(rows[i].line, recorder.loads, 1);
		assert_row(rows[i].line, recorder.entry, rows[i].entry);
		/* The jump takes the other steps later. */
		assert_string_equal(fake_steps, "");
		assert_string_equal(errors.text, "");
		assert_row(rows[i].line, recorder.executes, 0);
	}
	fixture_free(&fixture);
}

TEST(a_way_back_that_is_none_is_said_in_known_words)
{
	static const struct {
		const char *line;
		const char *loaded;
		int answer;
		int status;
		const char *says;
	} rows[] = {
		{ "--load-jump-back-helper", "0\n", 0, 255,
		  "Please specify jump back entry in command line: "
		  "/proc/cmdline: it has no kexec_jump_back_entry=" },
		{ "--load-jump-back-helper --entry=0", "0\n", 0, 255,
		  "Please specify jump back entry in command line: 0 is no" },
		{ "--load-jump-back-helper --entry=1", "1\n", 0, 255,
		  "There is kexec kernel loaded, make sure you are in "
		  "kexeced kernel: " },
		{ "--load-jump-back-helper --entry=1", "0\n", -EINVAL, 255,
		  "load jump back kernel failed: Invalid argument: " },
		{ "--load-jump-back-helper --entry=x", "0\n", 0, 1,
		  "Bad option value in --entry=x: not an address" },
		{ "-s --load-jump-back-helper --entry=1", "0\n", 0, 1,
		  "--load-jump-back-helper not supported with "
		  "kexec_file_load" },
		{ "-l --entry=1 K", "0\n", 0, 1, "--entry is for" },
	};
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fixture_text(&fixture, LOADED, rows[i].loaded);
		recorder = (struct recorder){ .load_answer = rows[i].answer };
		assert_row(rows[i].line, run_line(&fixture, rows[i].line),
			   rows[i].status);
		assert_non_null(strstr(errors.text, rows[i].says));
		assert_row(rows[i].line, recorder.loads, rows[i].answer != 0);
	}
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_that_returns_is_loaded_with_its_flag),
		cmocka_unit_test(
			loading_and_calling_at_once_leaves_the_network_alone),
		cmocka_unit_test(what_returns_finds_its_network_up),
		cmocka_unit_test(the_way_back_is_found_or_given),
		cmocka_unit_test(
			a_way_back_that_is_none_is_said_in_known_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
