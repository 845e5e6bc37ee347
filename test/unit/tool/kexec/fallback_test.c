// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What the next kernel is told, and what the user is told of this machine. */
#include "tool/kexec/fallback.h"

#include <stdlib.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/fake_watchdog.h"
#include "test/unit/tool/kexec/run_line.h"

TEST(a_value_is_that_of_the_kernels_last_word)
{
	static const struct {
		const char *line;
		const char *value; /* NULL: there is no such word */
	} rows[] = {
		{ "", NULL },
		{ "a", NULL },
		{ "x=1", "1" },
		{ "a x=1", "1" },
		{ "a x=1 x=2", "2" },
		{ "ax=1", NULL },
		{ "a=\"b x=1\"", NULL },
		{ "a=\"b\" x=1", "1" },
		{ "a -- x=1", NULL },
		{ "a --", NULL },
		{ "-- x=1", NULL },
		{ "--a x=1", "1" },
		{ "a\tx=1", "1" },
	};
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		value = fallback_value(rows[i].line, "x=");
		assert_row(rows[i].line, value != NULL, rows[i].value != NULL);
		if (value)
			assert_string_equal(value, rows[i].value);
	}
}

TEST(words_are_added_that_were_not_given)
{
	static const struct {
		const char *line;
		bool has_watchdog;
		const char *words;
	} rows[] = {
		{ "", false,
		  "kexec_alive.within=60 kexec_alive.added=1 panic=10" },
		{ "ro -- x", false,
		  "kexec_alive.within=60 kexec_alive.added=1 panic=10 "
		  "ro -- x" },
		{ "ro", true,
		  "kexec_alive.within=60 kexec_alive.watchdog=a_b "
		  "kexec_alive.added=2 panic=10 watchdog.open_timeout=60 ro" },
		{ "panic=0", true,
		  "kexec_alive.within=60 kexec_alive.watchdog=a_b "
		  "kexec_alive.added=1 watchdog.open_timeout=60 panic=0" },
		{ "panic=0", false, "kexec_alive.within=60 panic=0" },
		{ "watchdog.open-timeout=5", true,
		  "kexec_alive.within=60 kexec_alive.watchdog=a_b "
		  "kexec_alive.added=1 panic=10 watchdog.open-timeout=5" },
		{ "watchdog.open_timeout=5", true,
		  "kexec_alive.within=60 kexec_alive.watchdog=a_b "
		  "kexec_alive.added=1 panic=10 watchdog.open_timeout=5" },
	};
	struct fallback fallback = { .seconds = 60 };
	char *words;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fallback.has_watchdog = rows[i].has_watchdog;
		strcpy(fallback.watchdog.id, rows[i].has_watchdog ? "a_b" : "");
		words = fallback_words(&fallback, rows[i].line);
		assert_string_equal(words, rows[i].words);
		free(words);
	}
}

static void make(struct fixture *fixture)
{
	fixture_make_pc(fixture);
	fake_root = fixture->dir;
	recorder = (struct recorder){ 0 };
}

static void end(struct fixture *fixture)
{
	fake_root = "";
	fixture_free(fixture);
}

TEST(a_load_says_what_it_promises)
{
	struct fixture fixture;

	make(&fixture);
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	assert_string_equal(recorder.cmdline,
			    "kexec_alive.within=60 kexec_alive.added=1 "
			    "panic=10");
	assert_non_null(strstr(errors.text, "a reboot 10 s later\n"));
	assert_non_null(strstr(errors.text, "kexec: fallback: a hang is not "
					    "ended: this system has no "));
	assert_non_null(strstr(errors.text, "does not report within 60 s"));
	assert_null(strstr(errors.text, "is not noted"));

	fake_watchdog(&fixture, 0, "a b\n");
	fake_watchdog_fact(&fixture, 0, "max_timeout", "0\n");
	fake_watchdog_fact(&fixture, 0, "timeleft", "0\n");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60 "
					    "--append=panic=-1"),
			 0);
	assert_string_equal(recorder.cmdline,
			    "kexec_alive.within=60 kexec_alive.watchdog=a_b "
			    "kexec_alive.added=1 watchdog.open_timeout=60 "
			    "panic=-1");
	assert_non_null(strstr(errors.text, "in a reboot at once\n"));
	assert_non_null(strstr(errors.text, "watchdog0 (a b) resets a system "
					    "that hangs, 60 s after "));
	assert_non_null(strstr(errors.text, "unless its driver stops it"));
	assert_non_null(strstr(errors.text, "unless its hardware can't wait"));
	assert_non_null(strstr(errors.text, "is not noted"));
	/* A load starts nothing. */
	assert_int_equal(fake_pings, 0);

	fake_watchdog_fact(&fixture, 0, "max_timeout", "60\n");
	fixture_text(&fixture, "/sys/module/watchdog/parameters/stop_on_reboot",
		     "0\n");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60 "
					    "--append=panic=0"),
			 0);
	assert_non_null(strstr(errors.text, "a panic hangs the next system"));
	assert_null(strstr(errors.text, "unless its driver"));
	assert_null(strstr(errors.text, "unless its hardware"));
	assert_null(strstr(errors.text, "counts twice"));

	fake_watchdog_fact(&fixture, 0, "identity", "iTCO_wdt\n");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	assert_non_null(strstr(errors.text, "watchdog0 (iTCO_wdt) resets a "
					    "system that hangs, 60 s after "));
	assert_non_null(strstr(errors.text, "or 120 s after it: this watchdog "
					    "counts twice, unless "));
	end(&fixture);
}

TEST(without_the_option_nothing_is_said_or_added)
{
	struct fixture fixture;

	make(&fixture);
	fake_watchdog(&fixture, 0, "new\n");
	assert_int_equal(run_line(&fixture, "-s -l K --append=ro"), 0);
	assert_string_equal(recorder.cmdline, "ro");
	assert_null(strstr(errors.text, "fallback"));
	assert_int_equal(run_line(&fixture, "-q -s -l K --with-fallback=60"),
			 0);
	assert_string_equal(errors.text, "");
	end(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_that_of_the_kernels_last_word),
		cmocka_unit_test(words_are_added_that_were_not_given),
		cmocka_unit_test(a_load_says_what_it_promises),
		cmocka_unit_test(without_the_option_nothing_is_said_or_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
