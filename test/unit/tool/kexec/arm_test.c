// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A jump starts the watchdog that its load has promised, and no other. */
#include "tool/kexec/arm.h"

#include <errno.h>
#include <signal.h>
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

static struct fixture *watched;

static void keep_active(char letter)
{
	if (letter == 'n')
		fake_watchdog_fact(watched, 0, "state", "active\n");
}

TEST(one_that_a_failed_jump_leaves_running_is_told)
{
	struct fixture fixture;

	make(&fixture);
	watched = &fixture;
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	assert_int_equal(run_line(&fixture, "-e"), 255);
	assert_null(strstr(errors.text, "can't be stopped"));
	fake_on_step = keep_active;
	assert_int_equal(run_line(&fixture, "-e"), 255);
	fake_on_step = NULL;
	assert_non_null(strstr(errors.text,
			       "kexec: watchdog0 can't be stopped again: it "
			       "resets this system unless "));
	end(&fixture);
}

TEST(another_watchdog_of_its_number_is_not_started)
{
	struct fixture fixture;

	make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	fake_watchdog_fact(&fixture, 0, "identity", "other\n");
	assert_int_equal(run_line(&fixture, "-e"), 255);
	assert_non_null(strstr(errors.text,
			       "the fallback needs watchdog0 for 60 s: it is "
			       "another watchdog now than at the load; load "));
	assert_int_equal(recorder.executes, 0);
	assert_int_equal(fake_seconds, 0);
	end(&fixture);
}

TEST(hardware_that_waits_for_less_is_told)
{
	struct fixture fixture;

	make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	fake_left = 30;
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	assert_int_equal(run_line(&fixture, "-e"), 255);
	assert_non_null(strstr(errors.text,
			       "60 s: its hardware waits for 30 s at most; "));
	assert_int_equal(recorder.executes, 0);
	assert_true(fake_watchdog_got(&fixture, 0, "V"));
	end(&fixture);
}

static unsigned int signals;

/* It comes when the watchdog is stopped again. */
static void on_signal(int number)
{
	(void)number;
	assert_true(fake_watchdog_got(watched, 0, "V"));
	signals++;
}

static void hang_up(char letter)
{
	if (letter != 'n')
		return;
	raise(SIGHUP);
	raise(SIGTERM);
	raise(SIGINT);
	assert_int_equal(signals, 0);
}

TEST(no_signal_ends_it_while_the_watchdog_runs)
{
	struct fixture fixture;

	make(&fixture);
	watched = &fixture;
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	signal(SIGHUP, on_signal);
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	fake_on_step = hang_up;
	assert_int_equal(run_line(&fixture, "-e"), 255);
	assert_int_equal(recorder.executes, 1);
	assert_int_equal(signals, 3);
	fake_on_step = NULL;

	/* They come through again, also if it was not started. */
	fixture_remove(&fixture, "/dev/watchdog0");
	assert_int_equal(run_line(&fixture, "-e"), 255);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(run_line(&fixture, "--arm-fallback"), 0);
	fixture_text(&fixture, "/dev/watchdog0", "V");
	raise(SIGTERM);
	assert_int_equal(signals, 4);
	signal(SIGHUP, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	end(&fixture);
}

static void take_watchdog(char letter)
{
	if (letter != 's')
		return;
	fake_watchdog_fact(watched, 0, "state", "active\n");
	fixture_remove(watched, "/dev/watchdog0");
}

TEST(one_that_is_taken_after_the_load_is_missed)
{
	struct fixture fixture;

	make(&fixture);
	watched = &fixture;
	fake_watchdog(&fixture, 0, "new\n");
	fake_on_step = take_watchdog;
	assert_int_equal(run_line(&fixture, "-s -f K --with-fallback=60"), 255);
	fake_on_step = NULL;
	assert_non_null(strstr(errors.text, "the fallback needs watchdog0"));
	assert_int_equal(recorder.executes, 0);
	end(&fixture);
}

TEST(only_root_starts_one_for_systemd)
{
	struct fixture fixture;

	make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	fake_is_root = false;
	assert_int_equal(run_line(&fixture, "--arm-fallback"), 255);
	fake_is_root = true;
	assert_non_null(strstr(errors.text, "--arm-fallback: only root can"));
	assert_int_equal(fake_seconds, 0);
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
		cmocka_unit_test(one_that_a_failed_jump_leaves_running_is_told),
		cmocka_unit_test(another_watchdog_of_its_number_is_not_started),
		cmocka_unit_test(hardware_that_waits_for_less_is_told),
		cmocka_unit_test(no_signal_ends_it_while_the_watchdog_runs),
		cmocka_unit_test(one_that_is_taken_after_the_load_is_missed),
		cmocka_unit_test(only_root_starts_one_for_systemd),
		cmocka_unit_test(the_load_that_counts_is_the_last_one),
		cmocka_unit_test(one_that_was_not_promised_is_not_started),
		cmocka_unit_test(without_what_was_promised_there_is_no_jump),
		cmocka_unit_test(systemd_has_it_started_and_left_running),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
