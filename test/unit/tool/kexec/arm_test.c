// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A jump starts the watchdog that its load has promised, and no other. */
#include "tool/kexec/arm.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/fake_watchdog.h"
#include "test/unit/tool/kexec/run_line.h"
#include "tool/kexec/record.h"

static char folder[128];

static void make(struct fixture *fixture)
{
	fixture_make_pc(fixture);
	fixture_path(fixture, "/state", folder);
	fixture_text(fixture, "/sys/kernel/kexec_loaded", "1\n");
	fake_state_folder = folder;
	fake_root = fixture->dir;
	recorder = (struct recorder){ .execute_answer = -EBUSY };
}

static void end(struct fixture *fixture)
{
	record_remove(KEXEC_SLOT_NORMAL);
	rmdir(folder);
	fake_root = "";
	fixture_free(fixture);
}

TEST(a_jump_starts_it_and_a_failed_one_stops_it)
{
	struct fixture fixture;

	make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	assert_int_equal(fake_seconds, 0);
	assert_int_equal(run_line(&fixture, "-e"), 255);
	assert_int_equal(recorder.executes, 1);
	assert_int_equal(fake_seconds, 60);
	/* At the start, and right before the jump. */
	assert_int_equal(fake_pings, 2);
	assert_true(fake_watchdog_got(&fixture, 0, "V"));
	end(&fixture);
}

TEST(the_load_that_counts_is_the_last_one)
{
	struct fixture fixture;

	make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	assert_int_equal(run_line(&fixture, "-s -l K"), 0);
	run_line(&fixture, "-e");
	assert_int_equal(recorder.executes, 1);
	assert_int_equal(fake_seconds, 0);
	run_line(&fixture, "-s -f K --with-fallback=50");
	assert_int_equal(fake_seconds, 50);
	end(&fixture);
}

TEST(one_that_was_not_promised_is_not_started)
{
	struct fixture fixture;

	make(&fixture);
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	fake_watchdog(&fixture, 0, "new\n");
	run_line(&fixture, "-e");
	assert_int_equal(recorder.executes, 1);
	assert_int_equal(fake_seconds, 0);
	end(&fixture);
}

TEST(without_what_was_promised_there_is_no_jump)
{
	struct fixture fixture;

	make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	fake_rounding = -1;
	assert_int_equal(run_line(&fixture, "-e"), 255);
	assert_non_null(strstr(errors.text, "the fallback needs watchdog0 for "
					    "60 s: it can't be set to that"));
	fixture_remove(&fixture, "/dev/watchdog0");
	assert_int_equal(run_line(&fixture, "-e"), 255);
	assert_non_null(strstr(errors.text, "60 s: No such file"));
	assert_int_equal(recorder.executes, 0);
	/* The network is still up. */
	assert_string_equal(fake_steps, "s");
	end(&fixture);
}

TEST(systemd_has_it_started_and_left_running)
{
	struct fixture fixture;

	make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(run_line(&fixture, "--arm-fallback"), 0);
	assert_int_equal(fake_seconds, 0);
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	assert_int_equal(run_line(&fixture, "--arm-fallback"), 0);
	assert_int_equal(fake_seconds, 60);
	assert_true(fake_watchdog_got(&fixture, 0, ""));
	assert_int_equal(recorder.executes, 0);
	fake_has_no_magicclose = true;
	assert_int_equal(run_line(&fixture, "--arm-fallback"), 255);
	assert_non_null(strstr(errors.text, "it can watch a kexec -e alone"));
	assert_true(fake_watchdog_got(&fixture, 0, "V"));
	end(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_jump_starts_it_and_a_failed_one_stops_it),
		cmocka_unit_test(the_load_that_counts_is_the_last_one),
		cmocka_unit_test(one_that_was_not_promised_is_not_started),
		cmocka_unit_test(without_what_was_promised_there_is_no_jump),
		cmocka_unit_test(systemd_has_it_started_and_left_running),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
