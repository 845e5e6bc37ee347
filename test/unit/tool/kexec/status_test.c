// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Scripts get an exit status and silence; people get what there is. */
#include "tool/kexec/status.h"

#include <string.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

static struct capture output;

static int status_line(struct fixture *fixture, const char *line)
{
	int status;

	capture_start(&output, stdout);
	status = run_line(fixture, line);
	capture_end(&output);
	return status;
}

/* The options name the fixture as another machine: tool code reads there. */
static int status_of(struct fixture *fixture, const char *words)
{
	char line[256];

	snprintf(line, sizeof(line), "-S --sysroot=%s %s", fixture->dir, words);
	return status_line(fixture, line);
}

TEST(scripts_read_nothing)
{
	struct fixture fixture;

	fixture_make_crash(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "1\n");
	assert_int_equal(status_of(&fixture, ""), 0);
	assert_int_equal(status_of(&fixture, "-l"), 1);
	assert_string_equal(output.text, "");
	assert_string_equal(errors.text, "");
	fixture_free(&fixture);
}

TEST(people_read_both_slots_memory_and_hooks)
{
	struct fixture fixture;

	fixture_make_crash(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "1\n");
	assert_int_equal(status_of(&fixture, "-d"), 0);
	assert_ptr_equal(strstr(output.text, "normal kernel   loaded\n"
					     "  by            "),
			 output.text);
	assert_non_null(strstr(output.text,
			       geteuid() ? "only root can see this\n"
					 : "another program than kexec(8)\n"));
	assert_non_null(strstr(output.text,
			       "crash kernel    not loaded\n"
			       "crash memory    256.0 MiB set aside\n"
			       "kexec.ko        not loaded\n"));
	fixture_text(&fixture, "/sys/module/kexec/refcnt", "0\n");
	fixture_text(&fixture, "/sys/kernel/kexec_hooks",
		     "ftrace sys_kexec_load working\n"
		     "ftrace sys_reboot shut\n");
	fixture_text(&fixture, "/proc/sys/kernel/kexec_load_disabled", "1\n");
	assert_int_equal(status_of(&fixture, "-d"), 0);
	assert_non_null(strstr(output.text,
			       "kexec.ko        loaded\n"
			       "hooks           ftrace of sys_kexec_load: "
			       "working\n"
			       "                ftrace of sys_reboot: shut\n"
			       "loading         disabled until the next "
			       "boot "));
	fixture_free(&fixture);
}

TEST(people_read_what_was_noted_and_whether_files_changed)
{
	struct fixture fixture;

	fixture_make_crash(&fixture);
	fake_state_folder = "/run/kexec";
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "1\n");
	fixture_text(&fixture, "/proc/sys/kernel/random/boot_id", "x\n");
	fixture_text(&fixture, "/run/kexec/normal",
		     "boot x\ntime 86400\ncall kexec_load\nversion 6.1\n"
		     "cmdline a \\x0ab\nfallback 60 watchdog0 new\n"
		     "file kernel 1 2 3 4 5 /nonexistent\n"
		     "words initrd standard input\n");
	assert_int_equal(status_of(&fixture, "-d"), 0);
	assert_ptr_equal(strstr(output.text,
				"normal kernel   loaded\n"
				"  by            kexec_load(2), on 1970-01-02 "
				"00:00:00 UTC\n"
				"  version       6.1\n"
				"  command line  \"a \\x0ab\"\n"
				"  fallback      within 60 s, watchdog0\n"
				"  kernel        /nonexistent\n"
				"  initrd        standard input\n"
				"crash kernel    not loaded\n"),
			 output.text);
	/* No such year. */
	fixture_text(&fixture, "/run/kexec/normal",
		     "boot x\ntime 9223372036854775807\ncall kexec_load\n"
		     "cmdline a\nwords kernel b\n");
	assert_int_equal(status_of(&fixture, "-d"), 0);
	assert_non_null(
		strstr(output.text, "kexec_load(2), on an unknown day\n"));
	/* It is about an image that is not there any more. */
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
	assert_int_equal(status_of(&fixture, "-d"), 0);
	assert_null(strstr(output.text, "nonexistent"));
	fixture_free(&fixture);
}

TEST(json_has_null_for_what_is_not_shown)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "1\n");
	assert_int_equal(status_of(&fixture, "--json -l"), 1);
	assert_non_null(
		strstr(output.text, "\"status\":{\"normal\":{\"loaded\":true"));
	assert_non_null(strstr(output.text, "\"crash\":null,"));
	assert_non_null(strstr(output.text, "\"module\":false,\"hooks\":null,"
					    "\"load_disabled\":null"));
	/* Loaded is no error. */
	assert_non_null(
		strstr(output.text, "\"error\":null,\"exit_status\":1"));
	assert_int_equal(status_of(&fixture, "--json"), 255);
	assert_non_null(strstr(output.text, "\"name\":\"no-crash-kernels\""));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(scripts_read_nothing),
		cmocka_unit_test(people_read_both_slots_memory_and_hooks),
		cmocka_unit_test(
			people_read_what_was_noted_and_whether_files_changed),
		cmocka_unit_test(json_has_null_for_what_is_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
