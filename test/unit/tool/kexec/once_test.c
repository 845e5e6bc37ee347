// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The entry for the way through the firmware: chosen by a load, forgotten by
 * what takes the load back, and by the next system's report.
 */
#include "tool/kexec/once.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/once_loader.h"
#include "test/unit/tool/kexec/run_line.h"
#include "tool/kexec/record.h"

static struct capture output;

TEST(a_load_chooses_it_and_an_unload_takes_it_back)
{
	struct fixture fixture;
	struct record record;
	char folder[128];

	loader_make(&fixture, folder);
	assert_int_equal(run_line(&fixture, LOAD), 0);
	must_be_told(&fixture, "good.conf");
	assert_string_equal(recorder.cmdline,
			    "kexec_alive.within=60 kexec_alive.entry=good.conf "
			    "kexec_alive.added=1 panic=10");
	assert_non_null(strstr(errors.text, "told by this load to start "
					    "good.conf once; a report takes "));
	assert_true(record_read(KEXEC_SLOT_NORMAL, "", &record));
	assert_string_equal(record.once, "good.conf");
	record_free(&record);
	/* Again, while it is chosen. */
	assert_int_equal(run_line(&fixture, LOAD), 0);
	must_be_told(&fixture, "good.conf");
	assert_int_equal(run_line(&fixture, "-s -u"), 0);
	must_be_told(&fixture, NULL);
	loader_end(&fixture);
}

/* What it is afterwards, of a machine that was loaded by LOAD. */
static const struct {
	const char *line;
	int answer;
	int status;
	const char *told;
} rows[] = {
	{ "-s -l K", 0, 0, NULL },
	{ "-s -l K --with-fallback=60", 0, 0, NULL },
	{ "-s -l K --with-fallback=60 --fallback-entry=new", 0, 0, "new.conf" },
	{ "-s -l --boot-entry", 0, 0, NULL },
	/* What was loaded stays loaded. */
	{ "-s -l K", -EBUSY, 255, "good.conf" },
	{ "-s -l K --with-fallback=60 --fallback-entry=new", -EBUSY, 255,
	  "good.conf" },
	{ "-s -l K --with-fallback=60 --fallback-entry=none", 0, 255,
	  "good.conf" },
	{ "-s -u", -EBUSY, 255, "good.conf" },
	{ "-S -l", 0, 1, "good.conf" },
};

TEST(another_load_takes_it_back_if_it_succeeds)
{
	struct fixture fixture;
	char folder[128];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		loader_make(&fixture, folder);
		assert_int_equal(run_line(&fixture, LOAD), 0);
		recorder.file_answer = rows[i].answer;
		assert_row(rows[i].line, run_line(&fixture, rows[i].line),
			   rows[i].status);
		must_be_told(&fixture, rows[i].told);
		loader_end(&fixture);
	}
}

/* The default is loaded, not what was chosen for a failure of it. */
TEST(while_it_is_chosen_the_next_entry_is_another_one)
{
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	assert_int_equal(run_line(&fixture, LOAD), 0);
	assert_int_equal(run_line(&fixture, "-s -l --boot-entry "
					    "--with-fallback=60 "
					    "--fallback-entry=good"),
			 0);
	assert_non_null(strstr(recorder.cmdline, " new"));
	assert_null(strstr(errors.text, "starts it again"));
	must_be_told(&fixture, "good.conf");
	assert_int_equal(run_line(&fixture, "-s -l --boot-entry=good "
					    "--with-fallback=60 "
					    "--fallback-entry=good"),
			 0);
	assert_non_null(strstr(errors.text, "the fallback starts it again: "
					    "give another one to "));
	loader_end(&fixture);
}

/* A reboot loads the next entry anew, or is a normal one. */
TEST(a_reboot_keeps_it_or_takes_it_back)
{
	static const char line[] = "-s -l --boot-entry --with-fallback=60 "
				   "--fallback-entry=good";
	struct fixture fixture;
	char folder[128];
	char path[192];

	loader_make(&fixture, folder);
	fake_is_restarting = true;
	assert_int_equal(run_line(&fixture, line), 0);
	assert_int_equal(run_line(&fixture, "-s --prepare-restart"), 0);
	assert_non_null(strstr(recorder.cmdline, "kexec_alive.entry=good"));
	assert_non_null(strstr(recorder.cmdline, " new"));
	must_be_told(&fixture, "good.conf");
	fake_wish = "a wish";
	assert_int_equal(run_line(&fixture, "-s --prepare-restart"), 0);
	must_be_told(&fixture, NULL);
	fake_wish = NULL;
	fake_is_restarting = false;
	snprintf(path, sizeof(path), "%s/restart", folder);
	unlink(path);
	loader_end(&fixture);
}

TEST(what_others_have_chosen_stays)
{
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	put_variable(&fixture, ONE_SHOT, "new.conf");
	assert_int_equal(run_line(&fixture, LOAD), 255);
	assert_int_equal(recorder.file_loads, 0);
	assert_non_null(strstr(errors.text,
			       "kexec: --fallback-entry: good.conf: the boot "
			       "loader was told to start new.conf once; "));
	must_be_told(&fixture, "new.conf");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	assert_non_null(strstr(errors.text, "the boot loader, which was told "
					    "to start new.conf once\n"));
	must_be_told(&fixture, "new.conf");
	fixture_remove(&fixture, ONE_SHOT);
	assert_int_equal(run_line(&fixture, LOAD), 0);
	put_variable(&fixture, ONE_SHOT, "new.conf");
	assert_int_equal(run_line(&fixture, "-s -u"), 0);
	must_be_told(&fixture, "new.conf");
	loader_end(&fixture);
}

TEST(a_loader_that_can_not_do_it_refuses_before_the_load)
{
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	fixture_remove(&fixture, EFIVARS "LoaderFeatures" VENDOR);
	assert_int_equal(run_line(&fixture, LOAD), 255);
	assert_non_null(strstr(errors.text, "good.conf: this systemd-boot does "
					    "not say in LoaderFeatures"));
	assert_int_equal(recorder.file_loads, 0);
	must_be_told(&fixture, NULL);
	loader_end(&fixture);
}

TEST(an_entry_that_can_not_be_told_is_refused_before)
{
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	fixture_text(&fixture, "/efi/loader/entries/counted+3.conf",
		     "linux /k\n");
	put_variable(&fixture, EFIVARS "LoaderInfo" VENDOR, "systemd-boot 252");
	recorder.file_loads = 0;
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60 "
					    "--fallback-entry=counted"),
			 255);
	assert_int_equal(recorder.file_loads, 0);
	assert_non_null(strstr(
		errors.text, "kexec: --fallback-entry: counted.conf: it has a "
			     "boot counter, and "));
	must_be_told(&fixture, NULL);
	loader_end(&fixture);
}

TEST(a_choice_that_fails_after_the_load_takes_the_load_back)
{
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	/* There, and no text: it can be neither read nor created. */
	fixture_text(&fixture, ONE_SHOT, "\7");
	assert_int_equal(run_line(&fixture, LOAD), 255);
	assert_int_equal(recorder.file_loads, 2);
	assert_non_null(strstr(errors.text, "has no ID, or got "));
	assert_non_null(strstr(errors.text, "nothing is loaded now\n"));
	assert_false(record_exists(KEXEC_SLOT_NORMAL));
	loader_end(&fixture);
}

/* What is left when another program has unloaded the kernel. */
TEST(people_read_what_is_chosen)
{
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	assert_int_equal(run_line(&fixture, LOAD), 0);
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, "-S -l -d"), 1);
	capture_end(&output);
	assert_non_null(strstr(output.text, "  then          the boot loader "
					    "starts good.conf, once\n"));
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, "-S -l -d"), 0);
	capture_end(&output);
	assert_non_null(strstr(errors.text, "is told to start good.conf once, "
					    "for a kernel that is loaded no "));
	assert_false(record_exists(KEXEC_SLOT_NORMAL));
	assert_int_equal(run_line(&fixture, "-s -u"), 0);
	must_be_told(&fixture, NULL);
	/* Without an entry, nothing is left to do. */
	assert_int_equal(run_line(&fixture, "-s -l K"), 0);
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, "-S -l -d"), 0);
	capture_end(&output);
	assert_false(record_exists(KEXEC_SLOT_NORMAL));
	loader_end(&fixture);
}

TEST(the_firmware_may_have_been_told_another_program)
{
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	assert_non_null(strstr(errors.text, "starts by default: new.conf\n"));
	assert_null(strstr(errors.text, "BootNext"));
	fixture_text(&fixture,
		     EFIVARS "BootNext-8be4df61-93ca-11d2-aa0d-00e098032b8c",
		     "\7");
	assert_int_equal(run_line(&fixture, "-s -l K --with-fallback=60"), 0);
	assert_non_null(strstr(errors.text, "(BootNext)\n"));
	loader_end(&fixture);
}

TEST(a_dry_run_chooses_nothing)
{
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, "--dry-run " LOAD), 0);
	capture_end(&output);
	must_be_told(&fixture, NULL);
	assert_non_null(strstr(output.text, "to start good.conf once"));
	loader_end(&fixture);
}

TEST(a_report_takes_it_back)
{
	static const char line[] =
		"kexec_alive.within=60 kexec_alive.entry=good.conf\n";
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	fixture_text(&fixture, "/proc/cmdline", line);
	put_variable(&fixture, ONE_SHOT, "good.conf");
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_string_equal(errors.text, "kexec: good.conf: the boot loader "
					 "starts it no longer\n");
	must_be_told(&fixture, NULL);
	loader_end(&fixture);

	loader_make(&fixture, folder);
	fixture_text(&fixture, "/proc/cmdline", line);
	put_variable(&fixture, ONE_SHOT, "new.conf");
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_non_null(strstr(errors.text, "was not told to start it once"));
	must_be_told(&fixture, "new.conf");
	loader_end(&fixture);
}

/* The report counts, and is made again. */
TEST(a_report_that_can_not_take_it_back_says_why)
{
	struct fixture fixture;
	char folder[128];
	char path[192];

	loader_make(&fixture, folder);
	fixture_text(&fixture, "/proc/cmdline",
		     "kexec_alive.within=60 kexec_alive.entry=good.conf\n");
	fixture_text(&fixture, ONE_SHOT "/folder", "");
	assert_int_equal(run_line(&fixture, "--report-alive"), 255);
	assert_non_null(strstr(errors.text, "good.conf"));
	snprintf(path, sizeof(path), "%s/alive", folder);
	assert_int_equal(access(path, F_OK), 0);
	snprintf(path, sizeof(path), "%s/alive-watchdog", folder);
	assert_int_equal(access(path, F_OK), -1);
	loader_end(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_load_chooses_it_and_an_unload_takes_it_back),
		cmocka_unit_test(another_load_takes_it_back_if_it_succeeds),
		cmocka_unit_test(
			while_it_is_chosen_the_next_entry_is_another_one),
		cmocka_unit_test(a_reboot_keeps_it_or_takes_it_back),
		cmocka_unit_test(what_others_have_chosen_stays),
		cmocka_unit_test(
			a_loader_that_can_not_do_it_refuses_before_the_load),
		cmocka_unit_test(
			an_entry_that_can_not_be_told_is_refused_before),
		cmocka_unit_test(
			a_choice_that_fails_after_the_load_takes_the_load_back),
		cmocka_unit_test(people_read_what_is_chosen),
		cmocka_unit_test(
			the_firmware_may_have_been_told_another_program),
		cmocka_unit_test(a_dry_run_chooses_nothing),
		cmocka_unit_test(a_report_takes_it_back),
		cmocka_unit_test(a_report_that_can_not_take_it_back_says_why),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
