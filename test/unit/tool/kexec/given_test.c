// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Options that do not apply to the action. */
#include "tool/kexec/given.h"

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"

static struct capture errors;

static int check(const struct options *options)
{
	int status;

	capture_start(&errors, stderr);
	status = given_check(options);
	capture_end(&errors);
	return status;
}

#define REFUSES(name)                                                \
	"kexec: --" name " applies to a load, and nothing is to be " \
	"loaded: leave it out, or give KERNEL and -l or -f; "        \
	"\"kexec --help\" lists the options\n"
#define NO_LOAD(name) \
	"kexec: warning: --" name " has no effect: nothing is to be loaded\n"

TEST(an_option_of_a_load_needs_one)
{
	static const struct {
		unsigned int steps;
		unsigned int flags;
		unsigned int meaning;
		int status;
		const char *says;
	} rows[] = {
		{ STEP_LOAD, 0, NEEDS_LOAD, 0, "" },
		{ STEP_CHECK, 0, NEEDS_LOAD, 0, "" },
		{ STEP_LOAD | STEP_EXECUTE, 0, NEEDS_LOAD, 0, "" },
		{ STEP_EXECUTE, 0, NEEDS_LOAD, 1, REFUSES("x") },
		{ STEP_UNLOAD, 0, NEEDS_LOAD, 1, REFUSES("x") },
		{ STEP_REHEARSE, 0, NEEDS_LOAD, 1, REFUSES("x") },
		{ STEP_JUMP_BACK, 0, NEEDS_LOAD, 1, REFUSES("x") },
		{ STEP_EXECUTE, FLAG_QUIET, NEEDS_LOAD, 1, REFUSES("x") },
		{ STEP_EXECUTE, FLAG_STATUS, NEEDS_LOAD, 0, "" },
		{ STEP_LOAD, 0, WANTS_LOAD, 0, "" },
		{ STEP_CHECK, 0, WANTS_LOAD, 0, "" },
		{ STEP_EXECUTE, 0, WANTS_LOAD, 0, NO_LOAD("x") },
		{ STEP_EXECUTE, FLAG_QUIET, WANTS_LOAD, 0, "" },
		{ STEP_EXECUTE, FLAG_STATUS, WANTS_LOAD, 0, "" },
		{ STEP_EXECUTE, 0, HAS_OWN, 0, "" },
	};
	struct options options;
	char name[16];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(name, sizeof(name), "row %zu", i);
		options = (struct options){
			.steps = rows[i].steps,
			.flags = rows[i].flags,
		};
		given_add(&options, "x", rows[i].meaning);
		assert_row(name, check(&options), rows[i].status);
		assert_string_equal(errors.text, rows[i].says);
	}
}

TEST(the_first_of_several_is_refused_before_any_warning)
{
	struct options options = { .steps = STEP_UNLOAD };

	given_add(&options, "a", WANTS_LOAD);
	given_add(&options, "b", NEEDS_LOAD);
	given_add(&options, "c", NEEDS_LOAD);
	assert_int_equal(check(&options), 1);
	assert_string_equal(errors.text, REFUSES("b"));
	options.steps = STEP_LOAD;
	assert_int_equal(check(&options), 0);
	assert_string_equal(errors.text, "");
}

TEST(an_option_counts_once_and_no_more_than_fit)
{
	struct options options = { .steps = STEP_EXECUTE };
	char names[GIVEN_MAX + 1][8];
	size_t i;

	given_add(&options, "a", WANTS_LOAD);
	given_add(&options, "a", WANTS_LOAD);
	assert_int_equal(options.nr_given, 1);
	assert_int_equal(check(&options), 0);
	assert_string_equal(errors.text, NO_LOAD("a"));
	for (i = 0; i < GIVEN_MAX + 1; i++) {
		snprintf(names[i], sizeof(names[i]), "%zu", i);
		given_add(&options, names[i], HAS_OWN);
	}
	assert_int_equal(options.nr_given, GIVEN_MAX);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_option_of_a_load_needs_one),
		cmocka_unit_test(
			the_first_of_several_is_refused_before_any_warning),
		cmocka_unit_test(an_option_counts_once_and_no_more_than_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
