// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Trials with a script in the place of QEMU, by whole command lines. */
#include "tool/kexec/try.h"

#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/kexec/fake_qemu.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"
#include "tool/kexec/report.h"
#include "tool/kexec/try_confine.h"

static struct capture output;

/* "--try --try-accel=tcg --try-qemu=SCRIPT LINE" */
static int try_line(struct fixture *fixture, const char *script,
		    const char *line)
{
	char all[256];
	int status;

	fake_qemu_write(script);
	snprintf(all, sizeof(all), "--try --try-accel=tcg --try-qemu=%s %s",
		 fake_qemu, line);
	recorder = (struct recorder){ 0 };
	capture_start(&output, stdout);
	status = run_line(fixture, all);
	capture_end(&output);
	assert_int_equal(recorder.loads + recorder.file_loads +
				 recorder.executes + recorder.questions,
			 0);
	assert_string_equal(fake_steps, "");
	return status;
}

static void assert_says(const char *words)
{
	if (!strstr(output.text, words))
		fail_msg("no \"%s\" in: %s", words, output.text);
}

TEST(the_status_says_whether_what_was_waited_for_was_seen)
{
	static const struct {
		const char *script;
		const char *line;
		int status;
		const char *says;
	} rows[] = {
		{ ENTERED "echo 'vm login: '", "-l K", EXIT_OK,
		  "verdict         reached (reached) after " },
		{ ENTERED "echo all is well", "-l K --try-until=is.well$",
		  EXIT_OK, "seen: all is well" },
		{ ENTERED "echo 'Kernel panic - not syncing: x'", "-l K",
		  EXIT_TRY_FAILED, "failed (panic)" },
		{ ENTERED "exec sleep 9", "-l K --try-timeout=1",
		  EXIT_TRY_UNKNOWN, "unknown (silent)" },
		{ ENTERED "exit 3", "-l K", EXIT_TRY_UNKNOWN,
		  "unknown (qemu)" },
		{ "echo broken >&2", "-l K", EXIT_FAILED,
		  "unknown (not-entered)" },
	};
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].script,
			   try_line(&fixture, rows[i].script, rows[i].line),
			   rows[i].status);
		assert_says(rows[i].says);
		assert_says("not shown       this machine's devices");
		assert_says("EFI and Secure Boot: the guest has SeaBIOS");
	}
	assert_non_null(strstr(errors.text, "kexec: QEMU: broken\n"));
	fixture_free(&fixture);
}

TEST(what_is_appended_is_said_and_what_is_tried_is_the_load)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(try_line(&fixture, ENTERED "echo '| login: '",
				  "-l K I --append=root=/dev/x "
				  "--try-memory=300"),
			 EXIT_OK);
	assert_says(", by tcg, 300 MiB of memory\n");
	assert_says("command line    \"root=/dev/x console=ttyS0 ");
	assert_says("appended        \"console=ttyS0 ");
	assert_says("disk            none\n");
	assert_says("| | login: \n");
	fixture_free(&fixture);
}

/* "--try --try-qemu=SCRIPT LINE", where /dev/kvm may not be there. */
TEST(kvm_that_was_asked_for_is_not_left_out)
{
	struct fixture fixture;
	char line[160];

	fixture_make_pc(&fixture);
	fake_qemu_write(
		"case \"$*\" in *kvm*) echo 'no KVM here' >&2; exit 1;; "
		"esac; " ENTERED "echo ' login: '");
	snprintf(line, sizeof(line), "--try --try-qemu=%s --try-accel=kvm -l K",
		 fake_qemu);
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, line), EXIT_FAILED);
	capture_end(&output);
	assert_says("unknown (not-entered)");
	assert_non_null(strstr(errors.text, "kexec: QEMU: no KVM here\n"));
	snprintf(line, sizeof(line), "--try --try-qemu=%s -l K", fake_qemu);
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, line), EXIT_OK);
	capture_end(&output);
	if (confine_has_kvm())
		assert_non_null(strstr(errors.text,
				       "KVM did not come to the kernel (no KVM "
				       "here): the guest starts again"));
	fixture_free(&fixture);
}

/*
 * It answers nothing, or never, whoever opens it. What is mounted here, the
 * process alone sees.
 */
static bool make_kvm(void)
{
	return !unshare(CLONE_NEWNS) &&
	       !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	       !mount("dev", "/dev", "tmpfs", 0, "mode=0755") &&
	       !mknod("/dev/null", S_IFCHR | 0666, makedev(1, 3)) &&
	       !chmod("/dev/null", 0666) &&
	       !mknod("/dev/kvm", S_IFCHR | 0666, makedev(1, 3)) &&
	       !chmod("/dev/kvm", 0666);
}

TEST(where_kvm_hangs_the_guest_starts_again_without_it)
{
	struct fixture fixture;
	char line[160];
	time_t begin;

	if (geteuid() || !make_kvm())
		skip();
	fixture_make_pc(&fixture);
	fake_qemu_write("case \"$*\" in *kvm*) exec sleep 60;; esac; " ENTERED
			"echo ' login: '");
	snprintf(line, sizeof(line), "--try --try-qemu=%s -l K", fake_qemu);
	begin = time(NULL);
	capture_start(&output, stdout);
	assert_int_equal(run_line(&fixture, line), EXIT_OK);
	capture_end(&output);
	assert_true(time(NULL) - begin < 25);
	assert_non_null(strstr(errors.text,
			       "KVM did not come to the kernel (QEMU says no "
			       "more): the guest starts again without it"));
	assert_says("by kvm");
	fixture_free(&fixture);
}

/* Without --try it would do other things as well; with it, none. */
TEST(each_kind_of_load_is_tried)
{
	static const char *const rows[] = { "-l K",    "-f K",	  "K",
					    "-s -l K", "-c -l K", "-u -l K" };
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_row(
			rows[i],
			try_line(&fixture, ENTERED "echo ' login: '", rows[i]),
			EXIT_OK);
	fixture_free(&fixture);
}

TEST(what_can_not_be_tried_is_refused_before_a_guest_starts)
{
	static const struct {
		const char *line;
		int status;
		const char *says;
	} rows[] = {
		{ "-p K", EXIT_USAGE,
		  "a guest has no kernel that could crash" },
		{ "--load-preserve-context --mem-max=0x0fffffff K", EXIT_USAGE,
		  "a guest has no kernel" },
		{ "--real-mode -l K", EXIT_USAGE, "in real mode" },
		{ "-e", EXIT_USAGE, "nothing is to be loaded" },
		{ "-u", EXIT_USAGE, "nothing is to be loaded" },
		{ "--dry-run -l K", EXIT_USAGE, "--try starts KERNEL" },
		{ "--check K", EXIT_USAGE, "--try starts KERNEL" },
		{ "--show -l K", EXIT_USAGE, "--try starts KERNEL" },
		{ "-l K --try-until=(", EXIT_FAILED, "kexec: (: " },
		{ "-l K --try-qemu=qemu", EXIT_FAILED, "whole path" },
		{ "-l K --try-qemu=/nonexistent", EXIT_FAILED,
		  "kexec: /nonexistent: No such file" },
		{ "-l /nonexistent", EXIT_FAILED, "/nonexistent" },
		{ "-l K --initrd=/nonexistent", EXIT_FAILED, "/nonexistent" },
		{ "-l K --try-disks=/nonexistent", EXIT_FAILED,
		  "all disks are needed, or none" },
		{ "-l K --append=x --mem-max=0x1ffff", EXIT_FAILED, "no hole" },
	};
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].line,
			   try_line(&fixture, "echo started >&2", rows[i].line),
			   rows[i].status);
		if (i < sizeof(rows) / sizeof(rows[0]) - 1 &&
		    !strstr(errors.text, rows[i].says))
			fail_msg("no \"%s\" in: %s", rows[i].says, errors.text);
		assert_null(strstr(errors.text, "started"));
	}
	fixture_free(&fixture);
}

TEST(root_starts_no_program_that_others_can_write)
{
	struct fixture fixture;
	char line[128];

	fixture_make_pc(&fixture);
	fake_is_root = true;
	fake_qemu_write("");
	assert_int_equal(chmod(fake_qemu, 0775), 0);
	snprintf(line, sizeof(line), "--try -l K --try-qemu=%s", fake_qemu);
	assert_int_equal(run_line(&fixture, line), EXIT_FAILED);
	assert_non_null(strstr(errors.text, "others than root can write it"));
	fake_is_root = false;
	fixture_free(&fixture);
}

TEST(an_answer_in_json_has_the_verdict_and_no_console)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(try_line(&fixture,
				  ENTERED "echo 'Kernel panic - not syncing: "
					  "x'; sleep 9",
				  "--json -l K --append=root=/dev/x"),
			 EXIT_TRY_FAILED);
	assert_int_equal(strncmp(output.text, "{\"format\"", 9), 0);
	assert_says("\"kind\":\"try\",\"try\":{\"qemu\":\"");
	assert_says("\"result\":\"failed\",\"cause\":\"panic\"");
	assert_says("\"last_lines\":[\"kexec: guest entered\",\"Kernel panic");
	assert_says("\"error\":{\"name\":\"trial-failed\"");
	assert_says("\"exit_status\":2}");
	assert_null(strstr(output.text, "| "));
	fixture_free(&fixture);
}

TEST(options_of_a_trial_need_one)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(run_line(&fixture, "-l K --try-until=x"), EXIT_USAGE);
	assert_string_equal(errors.text,
			    "kexec: --try-until is for --try: add that; "
			    "\"kexec --help\" lists the options\n");
	fixture_free(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_status_says_whether_what_was_waited_for_was_seen),
		cmocka_unit_test(
			what_is_appended_is_said_and_what_is_tried_is_the_load),
		cmocka_unit_test(kvm_that_was_asked_for_is_not_left_out),
		cmocka_unit_test(each_kind_of_load_is_tried),
		cmocka_unit_test(
			what_can_not_be_tried_is_refused_before_a_guest_starts),
		cmocka_unit_test(root_starts_no_program_that_others_can_write),
		cmocka_unit_test(
			an_answer_in_json_has_the_verdict_and_no_console),
		cmocka_unit_test(options_of_a_trial_need_one),
		cmocka_unit_test(
			where_kvm_hangs_the_guest_starts_again_without_it),
	};

	return cmocka_run_group_tests(tests, fake_qemu_set_up,
				      fake_qemu_tear_down);
}
