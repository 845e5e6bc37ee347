// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A report stops the watchdog of the jump; without one comes a restart. */
#include "tool/kexec/alive.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/fake_watchdog.h"
#include "test/unit/tool/kexec/run_line.h"

#define PENDING "ro kexec_alive.within=3 kexec_alive.watchdog=a_b\n"

static char folder[128];

static void make(struct fixture *fixture, const char *cmdline)
{
	fixture_make_pc(fixture);
	fixture_text(fixture, "/proc/cmdline", cmdline);
	fake_watchdog(fixture, 0, "other\n");
	fake_watchdog(fixture, 1, "a b\n");
	fixture_path(fixture, "/state", folder);
	fake_state_folder = folder;
	fake_root = fixture->dir;
	fake_is_root = true;
	fake_uptime = 0;
}

static bool is_marked(void)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/alive", folder);
	return !access(path, F_OK);
}

static void end(struct fixture *fixture)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/alive", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/alive-watchdog", folder);
	unlink(path);
	rmdir(folder);
	fake_root = "";
	fixture_free(fixture);
}

TEST(a_report_stops_the_watchdog_of_the_jump_once)
{
	struct fixture fixture;

	make(&fixture, PENDING);
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_string_equal(errors.text, "kexec: watchdog1: stopped\n");
	assert_true(fake_watchdog_got(&fixture, 0, ""));
	assert_true(fake_watchdog_got(&fixture, 1, "V"));
	assert_true(is_marked());
	fake_watchdog(&fixture, 1, "a b\n");
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_non_null(strstr(errors.text, "it was reported before"));
	assert_true(fake_watchdog_got(&fixture, 1, ""));
	end(&fixture);
}

static const struct {
	const char *name;
	const char *cmdline;
	const char *fact; /* of watchdog1; NULL: none */
	const char *other;
	bool is_root;
	int status;
	bool is_marked;
	const char *says;
} rows[] = {
	{ "not root", PENDING, NULL, NULL, false, 255, false,
	  "kexec: --report-alive: only root can report\n" },
	{ "nothing pending", "ro\n", NULL, NULL, true, 0, false,
	  "kexec: --report-alive: no fallback is pending\n" },
	{ "init's word", "ro -- kexec_alive.within=3\n", NULL, NULL, true, 0,
	  false, "kexec: --report-alive: no fallback is pending\n" },
	{ "no watchdog", "kexec_alive.within=3\n", NULL, NULL, true, 0, true,
	  "" },
	{ "not its driver", "kexec_alive.within=3 kexec_alive.watchdog=ab\n",
	  NULL, NULL, true, 255, true,
	  "kexec: ab: there is no such watchdog here" },
	{ "nowayout", PENDING, "nowayout", NULL, true, 255, true,
	  "kexec: watchdog1: this kernel can't stop it (nowayout)" },
	{ "nowayout, and nothing feeds it", PENDING, "nowayout", "state", true,
	  255, true, "kexec: watchdog1: it does not stop, and resets " },
	{ "it runs on", PENDING, NULL, "state", true, 255, true,
	  "kexec: watchdog1: it does not stop, and resets " },
};

TEST(a_report_that_can_stop_nothing_says_why)
{
	struct fixture fixture;
	bool is_opened;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make(&fixture, rows[i].cmdline);
		fake_is_root = rows[i].is_root;
		if (rows[i].fact)
			fake_watchdog_fact(&fixture, 1, rows[i].fact, "1\n");
		if (rows[i].other)
			fake_watchdog_fact(&fixture, 1, rows[i].other,
					   "active\n");
		assert_row(rows[i].name, run_line(&fixture, "--report-alive"),
			   rows[i].status);
		assert_row(rows[i].name, is_marked(), rows[i].is_marked);
		assert_row(rows[i].name,
			   strncmp(errors.text, rows[i].says,
				   strlen(rows[i].says)),
			   0);
		/* Opening it would start it. */
		is_opened = !fake_watchdog_got(&fixture, 1, "");
		assert_row(rows[i].name, is_opened, rows[i].other != NULL);
		end(&fixture);
	}
}

TEST(the_watchdog_is_stopped_later_if_its_driver_is_late)
{
	struct fixture fixture;

	make(&fixture, PENDING);
	fixture_remove(&fixture, "/sys/class/watchdog/watchdog1/dev");
	assert_int_equal(run_line(&fixture, "--report-alive"), 255);
	assert_int_equal(run_line(&fixture, "--await-report"), 0);
	assert_string_equal(fake_steps, "");
	fake_watchdog(&fixture, 1, "a b\n");
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_string_equal(errors.text, "kexec: watchdog1: stopped\n");
	end(&fixture);
}

TEST(what_is_unknown_of_the_watchdog_its_driver_says)
{
	struct fixture fixture;

	make(&fixture, PENDING);
	fixture_remove(&fixture, "/sys/class/watchdog/watchdog1/nowayout");
	fixture_remove(&fixture, "/sys/class/watchdog/watchdog1/state");
	fake_stop_errno = EBUSY;
	assert_int_equal(run_line(&fixture, "--report-alive"), 255);
	assert_non_null(strstr(errors.text, "watchdog1: it does not stop"));
	fake_stop_errno = 0;
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_string_equal(errors.text, "kexec: watchdog1: stopped\n");
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_non_null(strstr(errors.text, "it was reported before"));
	end(&fixture);
}

TEST(a_process_that_only_looks_is_waited_for)
{
	struct fixture fixture;

	make(&fixture, PENDING);
	fake_busy = 5;
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_string_equal(fake_steps, "wwwww");
	assert_string_equal(errors.text, "kexec: watchdog1: stopped\n");
	end(&fixture);

	make(&fixture, PENDING);
	fake_busy = 6;
	fake_watchdog_fact(&fixture, 1, "nowayout", "1\n");
	fake_watchdog_fact(&fixture, 1, "state", "active\n");
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_string_equal(errors.text, "kexec: watchdog1: a process has it, "
					 "and has to feed it\n");
	assert_int_equal(fake_busy, 0);
	end(&fixture);
}

/* Linux Documentation/x86/boot.rst: the loader, and four bits of a version. */
static const struct {
	const char *type;
	bool is_pending;
} loaders[] = {
	{ "208\n", true },  /* kexec */
	{ "223\n", true },  /* kexec */
	{ "176\n", true },  /* entered as PVH, which has no number for it */
	{ "114\n", false }, /* GRUB */
	{ "33\n", false },  /* Linux's EFI stub */
	{ "464\n", false }, /* 0x1d: an extended number */
};

TEST(words_that_did_not_come_by_kexec_are_old)
{
	struct fixture fixture;
	size_t i;

	for (i = 0; i < sizeof(loaders) / sizeof(loaders[0]); i++) {
		make(&fixture, PENDING);
		fixture_text(&fixture, "/proc/sys/kernel/bootloader_type",
			     loaders[i].type);
		fake_uptime = 2;
		assert_row(loaders[i].type,
			   run_line(&fixture, "--await-report"),
			   loaders[i].is_pending ? 255 : 0);
		assert_row(loaders[i].type, !strcmp(fake_steps, "wR"),
			   loaders[i].is_pending);
		assert_row(loaders[i].type,
			   run_line(&fixture, "--report-alive"), 0);
		assert_row(loaders[i].type, is_marked(), loaders[i].is_pending);
		end(&fixture);
	}
}

TEST(a_wait_that_begins_too_late_restarts_nothing)
{
	struct fixture fixture;

	make(&fixture, PENDING);
	fake_uptime = 3;
	assert_int_equal(run_line(&fixture, "--await-report"), 255);
	assert_string_equal(fake_steps, "");
	assert_non_null(strstr(errors.text, "when the time had passed"));
	end(&fixture);
}

TEST(one_kernel_may_know_its_name_alone)
{
	struct fixture fixture;

	make(&fixture, "kexec_alive.within=3 kexec_alive.watchdog=watchdog1\n");
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_true(fake_watchdog_got(&fixture, 1, "V"));
	end(&fixture);

	make(&fixture, PENDING);
	fixture_remove(&fixture, "/sys/class/watchdog/watchdog0/dev");
	fixture_remove(&fixture, "/sys/class/watchdog/watchdog1/identity");
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_true(fake_watchdog_got(&fixture, 1, "V"));
	end(&fixture);
}

TEST(a_crash_kernel_is_left_alone)
{
	struct fixture fixture;

	make(&fixture, "elfcorehdr=0x1000 " PENDING);
	fake_uptime = 1;
	assert_int_equal(run_line(&fixture, "--await-report"), 0);
	assert_string_equal(fake_steps, "");
	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_true(fake_watchdog_got(&fixture, 1, ""));
	end(&fixture);

	make(&fixture, PENDING);
	fake_uptime = 1;
	fixture_text(&fixture, "/proc/vmcore", "dump");
	assert_int_equal(run_line(&fixture, "--await-report"), 0);
	assert_string_equal(fake_steps, "");
	end(&fixture);
}

TEST(without_a_report_comes_a_restart)
{
	struct fixture fixture;

	make(&fixture, PENDING);
	fake_uptime = 1;
	assert_int_equal(run_line(&fixture, "--await-report"), 255);
	assert_string_equal(fake_steps, "wwR");
	assert_non_null(strstr(errors.text, "kexec: no report after 3 s: "));

	assert_int_equal(run_line(&fixture, "--report-alive"), 0);
	assert_int_equal(run_line(&fixture, "--await-report"), 0);
	assert_string_equal(fake_steps, "");
	end(&fixture);

	make(&fixture, "ro\n");
	assert_int_equal(run_line(&fixture, "--await-report"), 0);
	assert_string_equal(fake_steps, "");
	fake_is_root = false;
	assert_int_equal(run_line(&fixture, "--await-report"), 255);
	assert_string_equal(fake_steps, "");
	end(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_stops_the_watchdog_of_the_jump_once),
		cmocka_unit_test(a_report_that_can_stop_nothing_says_why),
		cmocka_unit_test(
			the_watchdog_is_stopped_later_if_its_driver_is_late),
		cmocka_unit_test(
			what_is_unknown_of_the_watchdog_its_driver_says),
		cmocka_unit_test(a_process_that_only_looks_is_waited_for),
		cmocka_unit_test(words_that_did_not_come_by_kexec_are_old),
		cmocka_unit_test(a_wait_that_begins_too_late_restarts_nothing),
		cmocka_unit_test(one_kernel_may_know_its_name_alone),
		cmocka_unit_test(a_crash_kernel_is_left_alone),
		cmocka_unit_test(without_a_report_comes_a_restart),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
