// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The object is complete whatever happens, and is the only output. test/json
 * compares it with the schema.
 */
#include "tool/kexec/answer.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/run_line.h"
#include "tool/kexec/warn.h"

#define HEAD "{\"format\":\"kexec\",\"version\":1,\"kind\":"
#define TAIL "\"warnings\":[],\"error\":null,\"exit_status\":0}\n"

static struct capture output;

static int answer_line(struct fixture *fixture, const char *line)
{
	int status;

	capture_start(&output, stdout);
	status = run_line(fixture, line);
	capture_end(&output);
	return status;
}

TEST(an_action_answers_with_what_came_of_it)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	assert_int_equal(answer_line(&fixture, "--json -u"), 0);
	assert_string_equal(output.text, HEAD "\"action\"," TAIL);
	assert_int_equal(answer_line(&fixture, "-u"), 0);
	assert_string_equal(output.text, "");
	recorder = (struct recorder){ .file_answer = -EBUSY };
	assert_int_equal(answer_line(&fixture, "-s -u --json"), 255);
	assert_non_null(strstr(output.text, "\"error\":{\"name\":\"busy\","));
	assert_non_null(strstr(output.text, "\"errno\":16,"));
	assert_non_null(
		strstr(output.text, "\"segment\":null,\"other_segment\":null"));
	assert_non_null(strstr(output.text, ",\"exit_status\":255}\n"));
	assert_non_null(strstr(errors.text, "kexec_file_load(unload) failed"));
	fixture_free(&fixture);
}

TEST(what_was_begun_is_ended_after_an_error)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(answer_line(&fixture, "--json --check /nonexistent"),
			 255);
	assert_non_null(strstr(output.text, HEAD "\"check\",\"check\":{},"
						 "\"warnings\":[],\"error\":"
						 "{\"name\":\"file-access\""));
	fixture_free(&fixture);
}

TEST(warnings_are_kept_for_the_end_once)
{
	struct options options = { .looks = LOOK_JSON, .flags = FLAG_QUIET };
	struct capture said;

	capture_start(&said, stderr);
	capture_start(&output, stdout);
	answer_begin(&options);
	warn(&options, "%s", "a \"b\"");
	answer_end(NULL, 0);
	answer_begin(&options);
	answer_end(NULL, 0);
	capture_end(&output);
	capture_end(&said);
	assert_string_equal(output.text,
			    HEAD "\"action\",\"warnings\":[\"a \\\"b\\\"\"],"
				 "\"error\":null,\"exit_status\":0}\n" HEAD
				 "\"action\"," TAIL);
	assert_string_equal(said.text, "");
}

/* A wrong command line is answered, too, and people see its message. */
TEST(usage_errors_are_caught_and_printed)
{
	struct capture said;

	capture_start(&said, stderr);
	capture_start(&output, stdout);
	answer_catch();
	fputs("kexec: wrong\nmore\n", stderr);
	answer_release(1);
	answer_catch();
	fputs("a warning\n", stderr);
	answer_release(0);
	capture_end(&output);
	capture_end(&said);
	assert_string_equal(output.text,
			    HEAD "\"action\",\"warnings\":[],\"error\":{"
				 "\"name\":\"usage\",\"text\":\"kexec: wrong\""
				 "},\"exit_status\":1}\n");
	assert_string_equal(said.text, "kexec: wrong\nmore\na warning\n");
}

TEST(json_is_wanted_as_a_word)
{
	static const struct {
		const char *word;
		bool is_wanted;
	} rows[] = { { "--json", true },
		     { "--jso", false },
		     { "json", false },
		     { "--", false } };
	char *argv[] = { (char *)(uintptr_t) "kexec", NULL,
			 (char *)(uintptr_t) "--bogus" };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		argv[1] = (char *)(uintptr_t)rows[i].word;
		assert_row(rows[i].word, answer_is_wanted(3, argv),
			   rows[i].is_wanted);
	}
	argv[2] = (char *)(uintptr_t) "--json";
	argv[1] = (char *)(uintptr_t) "--";
	assert_false(answer_is_wanted(3, argv));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_action_answers_with_what_came_of_it),
		cmocka_unit_test(what_was_begun_is_ended_after_an_error),
		cmocka_unit_test(warnings_are_kept_for_the_end_once),
		cmocka_unit_test(usage_errors_are_caught_and_printed),
		cmocka_unit_test(json_is_wanted_as_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
