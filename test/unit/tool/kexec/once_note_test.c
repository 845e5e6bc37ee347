// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What of the boot loader is ours to take back, and if it can't be. */
#include "tool/kexec/once_note.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/once_loader.h"
#include "test/unit/tool/kexec/run_line.h"
#include "tool/kexec/once_id.h"
#include "tool/kexec/record.h"

static struct capture output;

static void must_be_noted(const char *id)
{
	char noted[ONCE_ID_SIZE];

	assert_int_equal(once_noted("", noted), !!id);
	assert_string_equal(noted, id ? id : "");
}

static void move(const struct fixture *fixture, const char *from,
		 const char *to)
{
	char paths[2][128];

	fixture_path(fixture, from, paths[0]);
	fixture_path(fixture, to, paths[1]);
	assert_int_equal(rename(paths[0], paths[1]), 0);
}

/* Neither the ESP nor a word of which loader it was. */
TEST(without_the_loaders_files_all_else_goes_on)
{
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	assert_int_equal(run_line(&fixture, LOAD), 0);
	must_be_noted("good.conf");
	move(&fixture, "/efi", "/unmounted");
	move(&fixture, EFIVARS "LoaderInfo" VENDOR, "/info");
	assert_int_equal(run_line(&fixture, "-s -u"), 0);
	assert_non_null(strstr(errors.text,
			       "kexec: warning: the boot loader was told to "
			       "start good.conf once, which can't be taken "
			       "back: there is neither "));
	assert_false(record_exists(KEXEC_SLOT_NORMAL));
	must_be_noted("good.conf");
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, "-S -l -d"), 1);
	capture_end(&output);
	assert_non_null(strstr(errors.text, "is told to start good.conf once"));
	recorder.file_loads = 0;
	assert_int_equal(run_line(&fixture, LOAD), 255);
	assert_int_equal(run_line(&fixture, "-s -l --boot-entry"), 255);
	assert_int_equal(recorder.file_loads, 0);
	assert_int_equal(run_line(&fixture, "-s -l K"), 0);
	assert_non_null(strstr(errors.text, "can't be taken back"));
	must_be_noted("good.conf");
	move(&fixture, "/unmounted", "/efi");
	move(&fixture, "/info", EFIVARS "LoaderInfo" VENDOR);
	assert_int_equal(run_line(&fixture, "-s -u"), 0);
	assert_string_equal(errors.text, "");
	must_be_told(&fixture, NULL);
	must_be_noted(NULL);
	loader_end(&fixture);
}

/* A folder: it can be neither read nor removed. */
TEST(what_can_not_be_taken_back_fails_where_it_matters)
{
	static const struct {
		const char *line;
		int status;
		unsigned int calls;
	} lines[] = {
		{ LOAD, 255, 0 },
		{ "-s -l --boot-entry", 255, 0 },
		{ "-s -l --boot-entry=new", 0, 1 },
		{ "-s -l K", 0, 1 },
		{ "-s -u", 255, 1 },
	};
	struct fixture fixture;
	char folder[128];
	size_t i;

	loader_make(&fixture, folder);
	assert_int_equal(run_line(&fixture, LOAD), 0);
	fixture_remove(&fixture, ONE_SHOT);
	fixture_text(&fixture, ONE_SHOT "/folder", "");
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		recorder.file_loads = 0;
		assert_row(lines[i].line, run_line(&fixture, lines[i].line),
			   lines[i].status);
		assert_row(lines[i].line, recorder.file_loads, lines[i].calls);
		assert_non_null(strstr(errors.text, "can't be taken back"));
		must_be_noted("good.conf");
	}
	loader_end(&fixture);
}

TEST(what_can_not_be_noted_is_not_chosen)
{
	struct fixture fixture;
	char below[128];
	char folder[128];

	loader_make(&fixture, folder);
	fixture_path(&fixture, "/efi/k/state", below);
	fake_state_folder = below;
	assert_int_equal(run_line(&fixture, LOAD), 255);
	assert_int_equal(recorder.file_loads, 2);
	assert_non_null(strstr(errors.text, "/once can't be written: Not a "
					    "directory; without it "));
	assert_non_null(strstr(errors.text, "nothing is loaded now\n"));
	must_be_told(&fixture, NULL);
	assert_int_equal(run_line(&fixture, "-s -l K"), 0);
	fake_state_folder = folder;
	loader_end(&fixture);
}

/* Between the two the boot loader would know of none. */
TEST(signals_wait_while_entries_are_exchanged)
{
	struct fixture fixture;
	sigset_t held;
	char folder[128];

	loader_make(&fixture, folder);
	assert_int_equal(run_line(&fixture, "-s -l K"), 0);
	assert_false(recorder.is_held);
	assert_int_equal(run_line(&fixture, LOAD), 0);
	assert_true(recorder.is_held);
	recorder.is_held = false;
	assert_int_equal(run_line(&fixture, "-s -l K"), 0);
	assert_true(recorder.is_held);
	sigprocmask(SIG_BLOCK, NULL, &held);
	assert_int_equal(sigismember(&held, SIGTERM), 0);
	loader_end(&fixture);
}

/* Its record of the load is gone; the boot loader has not forgotten. */
TEST(it_outlives_a_load_by_another_program)
{
	static const char *const lines[] = {
		"-s -u",
		"-s -l K",
		"-s -l K --with-fallback=60 --fallback-entry=new",
	};
	struct fixture fixture;
	char folder[128];
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		loader_make(&fixture, folder);
		assert_int_equal(run_line(&fixture, LOAD), 0);
		record_remove(KEXEC_SLOT_NORMAL);
		assert_row(lines[i], run_line(&fixture, lines[i]), 0);
		must_be_told(&fixture, i == 2 ? "new.conf" : NULL);
		must_be_noted(i == 2 ? "new.conf" : NULL);
		loader_end(&fixture);
	}
}

TEST(a_note_of_another_boot_is_none)
{
	struct fixture fixture;
	char folder[128];
	char id[ONCE_ID_SIZE];

	loader_make(&fixture, folder);
	fixture_text(&fixture, "/state/once", "another\ngood.conf\n");
	must_be_noted(NULL);
	fixture_text(&fixture, "/state/once", "\n");
	must_be_noted(NULL);
	fixture_text(&fixture, "/state/once", "");
	must_be_noted(NULL);
	put_variable(&fixture, ONE_SHOT, "good.conf");
	assert_int_equal(run_line(&fixture, "-s -u"), 0);
	must_be_told(&fixture, "good.conf");
	assert_false(once_noted("/none", id));
	loader_end(&fixture);
}

TEST(the_same_entry_as_somebody_has_wished_for_stays_so)
{
	struct fixture fixture;
	char folder[128];

	loader_make(&fixture, folder);
	put_variable(&fixture, ONE_SHOT, "good.conf");
	assert_int_equal(run_line(&fixture, LOAD), 0);
	must_be_noted(NULL);
	/* The report of the next system leaves it, too. */
	assert_null(strstr(recorder.cmdline, "kexec_alive.entry="));
	assert_non_null(strstr(errors.text, "the boot loader, which was told "
					    "to start good.conf once\n"));
	assert_int_equal(run_line(&fixture, "-s -u"), 0);
	must_be_told(&fixture, "good.conf");
	loader_end(&fixture);
}

TEST(nobody_else_can_write_the_note)
{
	struct fixture fixture;
	struct stat status;
	char folder[128];
	char path[160];

	loader_make(&fixture, folder);
	umask(0);
	assert_int_equal(run_line(&fixture, LOAD), 0);
	umask(022);
	snprintf(path, sizeof(path), "%s/once", folder);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0644);
	loader_end(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_the_loaders_files_all_else_goes_on),
		cmocka_unit_test(
			what_can_not_be_taken_back_fails_where_it_matters),
		cmocka_unit_test(what_can_not_be_noted_is_not_chosen),
		cmocka_unit_test(signals_wait_while_entries_are_exchanged),
		cmocka_unit_test(it_outlives_a_load_by_another_program),
		cmocka_unit_test(a_note_of_another_boot_is_none),
		cmocka_unit_test(
			the_same_entry_as_somebody_has_wished_for_stays_so),
		cmocka_unit_test(nobody_else_can_write_the_note),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
