// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* --prepare: nothing is loaded, and what it can't go with. */
#include "tool/kexec/prepare.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

static struct fixture fixture;

static int set_up(void **state)
{
	(void)state;
	umask(022);
	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_free(&fixture);
	return 0;
}

static void assert_line(const char *line, int status, const char *error)
{
	assert_row(line, run_line(&fixture, line), status);
	assert_int_equal(
		recorder.loads + recorder.file_loads + recorder.executes, 0);
	assert_string_equal(fake_steps, "");
	if (!strstr(errors.text, error))
		fail_msg("%s: \"%s\" is not in: %s", line, error, errors.text);
}

/* The fixture's kernel has nothing in it. */
TEST_WITH(what_fails_is_reported)
{
	(void)state;
	assert_line("--prepare K", 255,
		    ": nothing is unpacked when it is loaded: ");
	assert_line("--prepare /nonexistent", 255, "No such file");
	assert_line("--prepare", 255, "No kernel specified");
	assert_line("--prepare K --dtb=/nonexistent -c", 255, "No such file");
}

TEST_WITH(what_it_does_not_go_with_is_refused)
{
	(void)state;
	assert_line("--prepare=all K", 1,
		    "it is \"none\", which removes all that is prepared");
	assert_line("--prepare= K", 1, "Bad option value in --prepare=");
	assert_line("--dry-run --prepare K", 1,
		    "--prepare loads nothing that could be shown");
	assert_line("--show --prepare K", 1, "--prepare loads nothing");
	assert_line("--prepare=none I", 1, "nothing is to be loaded");
}

TEST_WITH(what_was_kept_is_removed)
{
	char path[128];

	(void)state;
	fixture_text(&fixture, "/var/cache/kexec/kernel-0123456789abcdef", "");
	fixture_path(&fixture, "/var/cache/kexec", path);
	assert_line("--prepare=none", 255, "it is not root's alone");
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(chmod(path, 0700), 0);
	assert_line("--prepare=none", 0, "");
	assert_string_equal(errors.text, "");
	assert_int_equal(access(path, F_OK), -1);
	assert_line("--prepare=none", 0, "");
}

/* As for other actions, the last one counts. */
TEST_WITH(a_later_action_takes_its_place)
{
	(void)state;
	assert_int_equal(run_line(&fixture, "--prepare -c -l K"), 0);
	assert_int_equal(recorder.loads, 1);
	recorder.loads = 0;
	assert_line("-c -l --prepare K", 255, ": nothing is unpacked");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(what_fails_is_reported),
		WITH(what_it_does_not_go_with_is_refused),
		WITH(what_was_kept_is_removed),
		WITH(a_later_action_takes_its_place),
	};

	return cmocka_run_group_tests_name("tool/kexec/prepare", tests, NULL,
					   NULL);
}
