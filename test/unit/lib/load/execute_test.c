// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The jump, recorded. */
#include "include/libkexec.h"

#include <errno.h>

#include "lib/machine/clock.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

TEST(a_jump_that_fails_comes_back_with_a_reason)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
	recorder = (struct recorder){ .execute_answer = -EINVAL };
	assert_int_equal(kexec_execute(fixture.ctx), -EINVAL);
	assert_int_equal(recorder.executes, 1);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action, "reboot");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "nothing-loaded");
	fixture_free(&fixture);
}

TEST(a_jump_that_returns_is_no_failure)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_execute(fixture.ctx), 0);
	assert_int_equal(recorder.executes, 1);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	fixture_free(&fixture);
}

/* This machine is a PC whose first page is not known to be RAM: no note. */
TEST(a_jump_with_a_timeline_knows_its_time)
{
	u64 before = kxl_ticks();
	struct fixture fixture;

	fixture_make(&fixture);
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_execute_timeline(fixture.ctx), 0);
	assert_int_equal(recorder.executes, 1);
	assert_in_range(recorder.executed_at, before, kxl_ticks());
	assert_int_equal(recorder.notes, 0);
	recorder.executed_at = 1;
	assert_int_equal(kexec_execute(fixture.ctx), 0);
	assert_int_equal(recorder.executed_at, 1);
	fixture_free(&fixture);
}

TEST(a_rehearsal_is_one_call_and_its_failure_has_a_reason)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_rehearse(fixture.ctx), 0);
	recorder.rehearse_answer = -ENOSYS;
	assert_int_equal(kexec_rehearse(fixture.ctx), -ENOSYS);
	assert_int_equal(recorder.rehearsals, 2);
	assert_int_equal(recorder.executes, 0);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action, "rehearse");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "no-rehearsal");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_jump_that_returns_is_no_failure),
		cmocka_unit_test(a_jump_that_fails_comes_back_with_a_reason),
		cmocka_unit_test(a_jump_with_a_timeline_knows_its_time),
		cmocka_unit_test(
			a_rehearsal_is_one_call_and_its_failure_has_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
