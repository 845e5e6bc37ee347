// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which watchdog can watch a kexec, and what is done with it. */
#include "tool/kexec/watchdog.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"
#include "test/unit/tool/kexec/fake_watchdog.h"

#define KEEP	       "/sys/module/kexec/parameters/keep_watchdogs"
#define STOP_ON_REBOOT "/sys/module/watchdog/parameters/stop_on_reboot"

static char why[WATCHDOG_WHY];

/* A file of watchdog0, of a driver that nobody knows, or of the system. */
static const struct {
	const char *name;
	const char *fact;   /* NULL: none */
	const char *system; /* NULL: none */
	const char *text;
	const char *why; /* NULL: it can watch */
	bool is_kept;
} rows[] = {
	{ "nothing else is known", NULL, NULL, NULL, NULL, false },
	{ "kexec.ko", NULL, KEEP, "N\n", NULL, true },
	{ "drivers decide", NULL, STOP_ON_REBOOT, "-1\n", NULL, false },
	{ "none stops", NULL, STOP_ON_REBOOT, "0\n", NULL, true },
	{ "all stop", NULL, STOP_ON_REBOOT, "1\n",
	  "watchdog0 (new): this kernel stops it in a kexec; ", false },
	{ "software", "identity", NULL, "Software Watchdog\n",
	  "watchdog0 (Software Watchdog): it is a timer of this kernel",
	  false },
	{ "its driver stops it", "identity", NULL, "iTCO_wdt\n",
	  "watchdog0 (iTCO_wdt): this kernel stops it in a kexec; ", false },
	{ "the last of such drivers", "identity", NULL, "xen_wdt\n",
	  "watchdog0 (xen_wdt): this kernel stops it in a kexec; ", false },
	{ "a chip of such a driver", "identity", NULL, "f71868 watchdog\n",
	  "watchdog0 (f71868 watchdog): this kernel stops it in a kexec; ",
	  false },
	{ "a name that begins alike", "identity", NULL, "f71 timer\n", NULL,
	  false },
	{ "nowayout", "nowayout", NULL, "1\n",
	  "watchdog0 (new): a report can't stop it, or ", false },
	{ "active", "state", NULL, "active\n",
	  "watchdog0 (new): it runs already", false },
	{ "too short", "max_timeout", NULL, "59\n",
	  "watchdog0 (new): its longest time is shorter", false },
	{ "just long enough", "max_timeout", NULL, "60\n", NULL, false },
	{ "no longest time", "max_timeout", NULL, "0\n",
	  "watchdog0 (new): its longest time is unknown", false },
	{ "too long", "min_timeout", NULL, "61\n",
	  "watchdog0 (new): its shortest time is longer", false },
	{ "just short enough", "min_timeout", NULL, "60\n", NULL, false },
};

TEST(one_is_chosen_that_runs_on_and_can_be_stopped_later)
{
	struct watchdog watchdog;
	struct fixture fixture;
	bool is_chosen;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fixture_make(&fixture);
		fake_watchdog(&fixture, 0, "new\n");
		if (rows[i].fact)
			fake_watchdog_fact(&fixture, 0, rows[i].fact,
					   rows[i].text);
		if (rows[i].system)
			fixture_text(&fixture, rows[i].system, rows[i].text);
		is_chosen = watchdog_choose(fixture.dir, 60, &watchdog, why);
		assert_row(rows[i].name, is_chosen, !rows[i].why);
		if (is_chosen)
			assert_row(rows[i].name, watchdog.is_kept,
				   rows[i].is_kept);
		else
			assert_row(
				rows[i].name,
				strncmp(why, rows[i].why, strlen(rows[i].why)),
				0);
		fixture_free(&fixture);
	}
}

TEST(the_first_that_can_is_chosen_or_the_first_reason)
{
	struct watchdog watchdog;
	struct fixture fixture;

	fixture_make(&fixture);
	assert_false(watchdog_choose(fixture.dir, 60, &watchdog, why));
	assert_string_equal(why,
			    "this system has no watchdog, or not its driver");
	fake_watchdog(&fixture, 2, "iTCO_wdt\n");
	fake_watchdog(&fixture, 3, "Software Watchdog\n");
	assert_false(watchdog_choose(fixture.dir, 60, &watchdog, why));
	assert_non_null(strstr(why, "watchdog2"));
	fake_watchdog(&fixture, 4, "a b\n");
	fake_watchdog(&fixture, 31, "c\n");
	assert_true(watchdog_choose(fixture.dir, 60, &watchdog, why));
	assert_string_equal(watchdog.name, "watchdog4");
	assert_string_equal(watchdog.identity, "a b");
	assert_string_equal(watchdog.id, "a_b");
	fixture_free(&fixture);
}

static bool is_keep(const struct fixture *fixture, const char *value)
{
	char path[128];
	char got[16] = "";
	FILE *file;

	fixture_path(fixture, KEEP, path);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_non_null(fgets(got, sizeof(got), file));
	fclose(file);
	/* It is no file of sysfs: what is longer is not cut off. */
	return !strncmp(got, value, strlen(value));
}

TEST(kexec_ko_is_told_to_keep_this_one_and_then_what_it_was)
{
	static const char *const before[][2] = {
		{ "N\n", "N" },
		{ "watchdog2\n", "watchdog2" },
	};
	struct watchdog_run run;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		fixture_make(&fixture);
		fake_watchdog(&fixture, 0, "new\n");
		fixture_text(&fixture, KEEP, before[i][0]);
		assert_int_equal(
			watchdog_start(fixture.dir, "watchdog0", 60, &run), 0);
		assert_true(is_keep(&fixture, "watchdog0"));
		watchdog_stop(&run);
		assert_true(is_keep(&fixture, before[i][1]));
		assert_int_equal(
			watchdog_start(fixture.dir, "watchdog1", 60, &run),
			-ENOENT);
		assert_true(is_keep(&fixture, before[i][1]));
		fixture_free(&fixture);
	}
	fixture_make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	fixture_text(&fixture, KEEP, "Y\n");
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run), 0);
	assert_true(is_keep(&fixture, "Y\n"));
	watchdog_stop(&run);
	assert_true(is_keep(&fixture, "Y\n"));
	fixture_free(&fixture);
}

TEST(one_of_which_nothing_is_known_is_not_chosen)
{
	struct watchdog watchdog;
	struct fixture fixture;

	fixture_make(&fixture);
	fake_watchdog(&fixture, 3, NULL);
	assert_false(watchdog_choose(fixture.dir, 60, &watchdog, why));
	assert_string_equal(watchdog.name, "");
	assert_non_null(strstr(why, "watchdog3 (watchdog3): a report can't"));
	fake_watchdog_fact(&fixture, 3, "nowayout", "0\n");
	fake_watchdog_fact(&fixture, 3, "max_timeout", "60\n");
	assert_true(watchdog_choose(fixture.dir, 60, &watchdog, why));
	assert_string_equal(watchdog.identity, "watchdog3");
	assert_string_equal(watchdog.id, "watchdog3");
	fixture_free(&fixture);
}

TEST(it_is_started_fed_and_stopped)
{
	struct watchdog_run run;
	struct fixture fixture;

	fixture_make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run), 0);
	assert_int_equal(fake_seconds, 60);
	assert_int_equal(fake_pings, 1);
	watchdog_feed(&run);
	assert_int_equal(fake_pings, 2);
	assert_true(fake_watchdog_got(&fixture, 0, ""));
	watchdog_stop(&run);
	assert_true(fake_watchdog_got(&fixture, 0, "V"));
	assert_false(run.runs_on);
	fixture_free(&fixture);
}

TEST(a_write_feeds_one_that_takes_no_other_ping)
{
	struct watchdog_run run;
	struct fixture fixture;
	struct stat status;
	char path[128];

	fixture_make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	fake_has_no_ping = true;
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run), 0);
	fixture_path(&fixture, "/dev/watchdog0", path);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, 1);
	/* No letter: that could be a V. */
	assert_true(fake_watchdog_got(&fixture, 0, ""));
	watchdog_feed(&run);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, 2);
	watchdog_stop(&run);
	fixture_free(&fixture);
}

TEST(one_that_does_not_stop_again_is_known)
{
	struct watchdog_run run;
	struct fixture fixture;

	fixture_make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run), 0);
	fake_watchdog_fact(&fixture, 0, "state", "active\n");
	watchdog_stop(&run);
	assert_true(run.runs_on);

	/* Without CONFIG_WATCHDOG_SYSFS its driver says it. */
	fixture_remove(&fixture, "/sys/class/watchdog/watchdog0/state");
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run), 0);
	watchdog_stop(&run);
	assert_false(run.runs_on);
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run), 0);
	fake_stop_errno = EBUSY;
	watchdog_stop(&run);
	assert_true(run.runs_on);
	fixture_free(&fixture);
}

TEST(hardware_that_waits_for_less_is_refused)
{
	struct watchdog watchdog;
	struct watchdog_run run;
	struct fixture fixture;

	fixture_make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	fake_watchdog_fact(&fixture, 0, "max_timeout", "0\n");
	assert_false(watchdog_choose(fixture.dir, 300, &watchdog, why));
	fake_watchdog_fact(&fixture, 0, "timeleft", "0\n");
	assert_true(watchdog_choose(fixture.dir, 300, &watchdog, why));

	fake_left = 297;
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 300, &run),
			 -EOPNOTSUPP);
	assert_int_equal(run.longest, 297);
	assert_true(fake_watchdog_got(&fixture, 0, "V"));
	/* A counter of seconds is rounded. */
	fake_left = 298;
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 300, &run),
			 0);
	watchdog_stop(&run);
	fixture_free(&fixture);
}

TEST(it_runs_on_without_the_process_if_its_driver_can)
{
	struct watchdog_run run;
	struct fixture fixture;

	fixture_make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run), 0);
	assert_int_equal(watchdog_leave(&run), 0);
	assert_true(fake_watchdog_got(&fixture, 0, ""));
	assert_int_equal(fake_pings, 2);
	fake_has_no_magicclose = true;
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run), 0);
	assert_int_equal(watchdog_leave(&run), -EOPNOTSUPP);
	assert_true(fake_watchdog_got(&fixture, 0, "V"));
	fixture_free(&fixture);
}

TEST(a_time_that_it_does_not_take_is_refused)
{
	struct watchdog_run run;
	struct fixture fixture;

	fixture_make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	fake_set_errno = EINVAL;
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run),
			 -EINVAL);
	assert_true(fake_watchdog_got(&fixture, 0, "V"));
	fake_watchdog(&fixture, 0, "new\n");
	fake_rounding = -1;
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run),
			 -EOPNOTSUPP);
	assert_true(fake_watchdog_got(&fixture, 0, "V"));
	fake_rounding = 1;
	assert_int_equal(watchdog_start(fixture.dir, "watchdog0", 60, &run), 0);
	watchdog_stop(&run);
	assert_int_equal(watchdog_start(fixture.dir, "watchdog1", 60, &run),
			 -ENOENT);
	fixture_free(&fixture);
}

TEST(one_that_runs_is_ended)
{
	struct watchdog watchdog;
	struct fixture fixture;

	fixture_make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_true(watchdog_read(fixture.dir, 0, &watchdog));
	assert_int_equal(watchdog_end(fixture.dir, &watchdog), 0);
	assert_true(fake_watchdog_got(&fixture, 0, "V"));
	fake_watchdog_fact(&fixture, 0, "state", "active\n");
	assert_int_equal(watchdog_end(fixture.dir, &watchdog), -EPERM);
	fixture_remove(&fixture, "/dev/watchdog0");
	assert_int_equal(watchdog_end(fixture.dir, &watchdog), -ENOENT);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			one_is_chosen_that_runs_on_and_can_be_stopped_later),
		cmocka_unit_test(
			the_first_that_can_is_chosen_or_the_first_reason),
		cmocka_unit_test(
			kexec_ko_is_told_to_keep_this_one_and_then_what_it_was),
		cmocka_unit_test(one_of_which_nothing_is_known_is_not_chosen),
		cmocka_unit_test(it_is_started_fed_and_stopped),
		cmocka_unit_test(a_write_feeds_one_that_takes_no_other_ping),
		cmocka_unit_test(one_that_does_not_stop_again_is_known),
		cmocka_unit_test(hardware_that_waits_for_less_is_refused),
		cmocka_unit_test(
			it_runs_on_without_the_process_if_its_driver_can),
		cmocka_unit_test(a_time_that_it_does_not_take_is_refused),
		cmocka_unit_test(one_that_runs_is_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
