// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Whole runs of the tool: from options to exit status, messages and calls, on a
 * machine in a directory and with recorders instead of the kernel.
 */
#include "tool/kexec/run.h"

#include <errno.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

TEST(loading_goes_through_the_call_that_was_asked_for)
{
	static const struct {
		const char *line;
		unsigned int loads;
		unsigned int file_loads;
	} rows[] = {
		{ "-l K", 0, 1 },	 { "-a -l K", 0, 1 },
		{ "-s -l K", 0, 1 },	 { "-c -l K", 1, 0 },
		{ "-c -l K I I", 1, 0 }, { "-s -l K I --append=x", 0, 1 },
	};
	struct fixture fixture;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fixture_make_pc(&fixture);
		recorder = (struct recorder){ 0 };
		assert_row(rows[i].line, run_line(&fixture, rows[i].line), 0);
		assert_row(rows[i].line, recorder.loads, rows[i].loads);
		assert_row(rows[i].line, recorder.file_loads,
			   rows[i].file_loads);
		assert_string_equal(errors.text, "");
		/* No sync, no network, no shutdown, no jump. */
		assert_string_equal(fake_steps, "");
		assert_int_equal(recorder.executes, 0);
		fixture_free(&fixture);
	}
}

TEST(the_command_line_arrives_as_given_or_reused)
{
	struct fixture fixture;
	char *argv[] = { (char *)(uintptr_t) "kexec", (char *)(uintptr_t) "-l",
			 (char *)(uintptr_t) "--append= a  b ", NULL, NULL };

	fixture_make_pc(&fixture);
	argv[3] = fixture.kernel;
	recorder = (struct recorder){ 0 };
	assert_int_equal(run_words(&fixture, argv), 0);
	assert_string_equal(recorder.cmdline, " a  b ");
	assert_int_equal(run_line(&fixture, "-l K --reuse-cmdline"), 0);
	assert_string_equal(recorder.cmdline, "root=/dev/sda1 quiet");
	assert_int_equal(run_line(&fixture, "-l K --reuse-cmdline --append=z"),
			 0);
	assert_string_equal(recorder.cmdline, "root=/dev/sda1 quiet z");
	assert_int_equal(run_line(&fixture, "-l K"), 0);
	assert_string_equal(recorder.cmdline, "");
	fixture_free(&fixture);
}

/* clang-format off */
static const struct {
	const char *line;
	int load_answer;
	int file_answer;
	int status;
	const char *says;
} failures[] = {
	{ "-c -l K", -EADDRNOTAVAIL, 0, 255,
	  "kexec_load failed: Cannot assign requested address: /tmp/" },
	{ "-c -l K", -EPERM, 0, 255,
	  "kexec_load failed: Operation not permitted: /tmp/" },
	{ "-s -l K", 0, -EPERM, 255,
	  "kexec_file_load failed: Operation not permitted: /tmp/" },
	{ "-l K", 0, -EPERM, 255, "kexec_file_load failed: " },
	{ "-l K", 0, -EADDRNOTAVAIL, 255, "kexec_file_load failed: " },
	{ "-l K", -EBUSY, -ENOSYS, 255,
	  "kexec_load failed: Device or resource busy: /tmp/" },
	{ "-l K", 0, -ENOSYS, 0, "" },
	{ "-l K", 0, -EINVAL, 0, "" },
	{ "-l K", 0, -ENOEXEC, 0, "" },
	{ "-s -l K", 0, -ENOSYS, 253,
	  "syscall kexec_file_load not available: /tmp/" },
	{ "-s -l K", 0, -EINVAL, 253,
	  "syscall kexec_file_load not available: /tmp/" },
	{ "-s -l K", 0, -ENOEXEC, 253,
	  "syscall kexec_file_load not available: /tmp/" },
	{ "-u", 0, -EPERM, 255,
	  "kexec_file_load(unload) failed: Operation not permitted: " },
	{ "-u", -EPERM, -ENOSYS, 255,
	  "kexec unload failed: Operation not permitted: " },
	{ "-c -u", -EBUSY, 0, 255, "kexec unload failed: " },
	{ "-s -u", 0, -ENOSYS, 253,
	  "syscall kexec_file_load not available: this kernel has no kexec_file_load(2); " },
	{ "-s -u", 0, -EINVAL, 255, "kexec_file_load(unload) failed: " },
	{ "-l K", -ENOSYS, -EINVAL, 255,
	  "kexec_file_load failed: Invalid argument: /tmp/" },
	{ "-l K", -ENOSYS, -EINVAL, 255, "; see the kernel log (dmesg)\n" },
	{ "-l K", -ENOSYS, -ENOSYS, 255,
	  "kexec_load failed: Function not implemented: /tmp/" },
	{ "-s -l K", 0, -EINVAL, 253, "; kexec_load(2) is allowed here, and has a plan for it: kexec -c "
	  "-l /tmp/" },
	{ "-s -l K", 0, -EADDRNOTAVAIL, 255, "; kexec_load(2) is allowed here, and finds room for it: kexec -c -l "
	  "/tmp/" },
	{ "-s -l K", 0, -ENOMEM, 255, "; kexec_load(2) is allowed here, and needs less memory: kexec -c -l "
	  "/tmp/" },
	{ "-c -l K --mem-max=0xfff", 0, 0, 255,
	  " and below 0x1000); raise --mem-max=0xfff\n" },
	{ "-c -l K --mem-min=0xffffffffffff", 0, 0, 255,
	  "); lower --mem-min=0xffffffffffff\n" },
	{ "-c -l K --mem-min=0x1000 --mem-max=0xffff", 0, 0, 255,
	  "; lower --mem-min=0x1000, or raise --mem-max=0xffff\n" },
	{ "-c -u", -ENOSYS, 0, 255,
	  "; nothing can be loaded, and so nothing is to be unloaded\n" },
	{ "-l /proc/version_", 0, 0, 255, "kexec: open kernel /proc/" },
	{ "-s -l /nonexistent", 0, 0, 255, "kexec: open kernel " },
	{ "-c -l /nonexistent", 0, 0, 1, "kexec: open kernel " },
	{ "-c -l K --initrd=/nonexistent", 0, 0, 1,
	  "kexec: open initrd /nonexistent: No such file" },
	{ "-l K -t nbi", 0, 0, 255,
	  "Unsupported kernel type nbi: no loader has this name (known: multiboot2-x86 elf-x86_64 multiboot-x86 elf-x86 pvh-x86 bzImage64 bzImage uki); name a known one, or leave -t out\n" },
	{ "-c -l K --mem-max=0xfff", 0, 0, 255, "Cannot load /tmp/" },
	{ "-c -l K --mem-min=2 --mem-max=0", 0, 0, 1,
	  "Bad option value in --mem-min=2: no memory lies between it and --mem-max=0; " },
	{ "-p K", 0, 0, 1, "Memory for crashkernel is not reserved: " },
	{ "-c -p K", 0, 0, 1, "Memory for crashkernel is not reserved: " },
	{ "-s -p K", 0, 0, 1, "; boot with crashkernel=" },
};
/* clang-format on */

/* An error is one line; refused segments follow it, and nothing else does. */
static bool is_one_line(const char *text)
{
	const char *end = strchr(text, '\n');

	return !text[0] ||
	       (end && (!end[1] || !strncmp(end + 1, "entry  ", 7)));
}

TEST(failures_have_the_status_and_words_that_scripts_know)
{
	struct fixture fixture;
	size_t i;

	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		fixture_make_pc(&fixture);
		recorder = (struct recorder){
			.load_answer = failures[i].load_answer,
			.file_answer = failures[i].file_answer,
		};
		assert_row(failures[i].line,
			   run_line(&fixture, failures[i].line),
			   failures[i].status);
		if (!strstr(errors.text, failures[i].says))
			fail_msg("\"%s\" said: %s", failures[i].line,
				 errors.text);
		assert_true(is_one_line(errors.text));
		assert_string_equal(fake_steps, "");
		fixture_free(&fixture);
	}
}

TEST(a_refused_load_shows_its_segments_and_the_reason)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ .load_answer = -EADDRNOTAVAIL };
	assert_int_equal(run_line(&fixture, "-c -l K"), 255);
	assert_non_null(strstr(errors.text, " flags = 0x3e0000\n"));
	assert_non_null(strstr(errors.text, "nr_segments = 2\n"));
	assert_non_null(strstr(errors.text, "\nsegment[0].buf   = 0x"));
	assert_non_null(strstr(errors.text, "\nsegment[0].bufsz = 0x"));
	assert_non_null(strstr(errors.text, "\nsegment[1].mem   = 0x"));
	assert_non_null(strstr(errors.text, "\nsegment[1].memsz = 0x"));
	/* The reason is the first line, and only the segments follow. */
	assert_ptr_equal(
		strstr(strchr(errors.text, '\n'), "\nentry       = 0x"),
		strchr(errors.text, '\n'));
	fixture_free(&fixture);
}

TEST(without_the_call_or_the_right_segments_are_not_shown)
{
	static const int answers[] = { -ENOSYS, -EPERM };
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		recorder = (struct recorder){ .load_answer = answers[i] };
		assert_int_equal(run_line(&fixture, "-c -l K"), 255);
		assert_string_equal(strchr(errors.text, '\n'), "\n");
	}
	fixture_free(&fixture);
}

TEST(a_file_that_is_no_kernel_is_named)
{
	static const char *const lines[] = { "-l ", "-c -l ", "-s -l " };
	struct fixture fixture;
	char line[192];
	size_t i;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(line, sizeof(line), "%s%s", lines[i], fixture.initrd);
		assert_row(line, run_line(&fixture, line), 255);
		snprintf(line, sizeof(line),
			 "Cannot determine the file type of %s: ",
			 fixture.initrd);
		assert_non_null(strstr(errors.text, line));
	}
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	fixture_free(&fixture);
}

TEST(a_machine_that_hides_its_memory_is_named)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/iomem",
		     "00000000-00000000 : System RAM\n");
	recorder = (struct recorder){ 0 };
	assert_int_equal(run_line(&fixture, "-c -l K"), 255);
	assert_non_null(strstr(errors.text,
			       "Could not get memory layout: /proc/iomem: "));
	assert_int_equal(recorder.loads, 0);
	fixture_free(&fixture);
}

TEST(status_is_1_for_loaded_and_asks_about_the_crash_one)
{
	static const struct {
		const char *line;
		int status;
	} rows[] = {
		{ "-S", 0 },	   { "-S -l", 1 },    { "-l -S", 1 },
		{ "--status", 0 }, { "-S -p", 0 },    { "-S -l -p", 0 },
		{ "-S -e", 0 },	   { "-l -S -u", 1 },
	};
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "1\n");
	fixture_text(&fixture, "/sys/kernel/kexec_crash_loaded", "0\n");
	recorder = (struct recorder){ 0 };
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_row(rows[i].line, run_line(&fixture, rows[i].line),
			   rows[i].status);
	assert_string_equal(errors.text, "");
	assert_int_equal(recorder.executes + recorder.file_loads, 0);
	fixture_remove(&fixture, "/sys/kernel/kexec_crash_loaded");
	assert_int_equal(run_line(&fixture, "-S"), 255);
	assert_int_equal(run_line(&fixture, "-S -l"), 1);
	fixture_free(&fixture);
}

TEST(a_jump_syncs_and_takes_the_network_down)
{
	static const struct {
		const char *line;
		const char *steps;
	} rows[] = {
		{ "-e", "snu" },    { "-e -x", "s" },  { "-e -y", "nu" },
		{ "-e -x -y", "" }, { "-f K", "snu" }, { "-f -x K", "s" },
	};
	struct fixture fixture;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fixture_make_pc(&fixture);
		/*
		 * With -f the status is not checked, because it has just
		 * loaded.
		 */
		fixture_text(&fixture, "/sys/kernel/kexec_loaded",
			     strstr(rows[i].line, "-f") ? "0\n" : "1\n");
		recorder = (struct recorder){ .execute_answer = -EBUSY };
		assert_row(rows[i].line, run_line(&fixture, rows[i].line), 255);
		assert_non_null(strstr(
			errors.text,
			"kexec failed: Device or resource busy: another kexec call"));
		assert_string_equal(fake_steps, rows[i].steps);
		assert_row(rows[i].line, recorder.executes, 1);
		fixture_free(&fixture);
	}
}

TEST(a_rehearsal_is_a_call_and_nothing_else)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	assert_int_equal(run_line(&fixture, "--rehearse"), 0);
	assert_string_equal(errors.text, "");
	recorder.rehearse_answer = -EIO;
	assert_int_equal(run_line(&fixture, "--rehearse"), 255);
	assert_non_null(
		strstr(errors.text, "rehearsal failed: Input/output error: "));
	recorder.rehearse_answer = -ENOSYS;
	assert_int_equal(run_line(&fixture, "--rehearse"), 255);
	assert_true(is_one_line(errors.text));
	assert_non_null(strstr(errors.text, "; load kexec.ko"));
	assert_int_equal(recorder.rehearsals, 3);
	assert_int_equal(recorder.executes + recorder.file_loads, 0);
	fixture_free(&fixture);
}

TEST(nothing_loaded_is_seen_before_the_network_goes_down)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
	recorder = (struct recorder){ 0 };
	assert_int_equal(run_line(&fixture, "-e"), 1);
	assert_non_null(strstr(errors.text,
			       "Nothing has been loaded! Load a kernel first"));
	assert_string_equal(fake_steps, "");
	assert_int_equal(recorder.executes, 0);

	/* So is a kernel without kexec. */
	fixture_remove(&fixture, "/sys/kernel/kexec_loaded");
	assert_int_equal(run_line(&fixture, "-e"), 255);
	assert_non_null(strstr(
		errors.text,
		"kexec failed: Function not implemented: this kernel has no kexec; "));
	assert_string_equal(fake_steps, "");
	assert_int_equal(recorder.executes, 0);
	fixture_free(&fixture);
}

TEST(a_missing_right_is_seen_before_the_network_goes_down)
{
	static const struct {
		const char *line;
		int answer;
		const char *says;
	} rows[] = {
		{ "-e", -EPERM, "kexec failed: Operation not permitted: " },
		{ "-f K", -EPERM, "kexec failed: Operation not permitted: " },
		{ "-e", -EINVAL, "kexec failed: Invalid argument: " },
	};
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "1\n");
	recorder = (struct recorder){ 0 };
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_may_start = rows[i].answer;
		assert_row(rows[i].line, run_line(&fixture, rows[i].line), 255);
		assert_non_null(strstr(errors.text, rows[i].says));
		assert_non_null(strstr(errors.text, ": a reason; run as root"));
		assert_true(is_one_line(errors.text));
		assert_string_equal(fake_steps, "");
	}
	fake_may_start = 0;
	assert_int_equal(recorder.executes, 0);
	fixture_free(&fixture);
}

TEST(a_name_with_a_newline_leaves_the_error_one_line)
{
	char *argv[] = { (char *)(uintptr_t) "kexec", (char *)(uintptr_t) "-l",
			 (char *)(uintptr_t) "a\nb", NULL };
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(run_words(&fixture, argv), 255);
	assert_non_null(strstr(errors.text, "open kernel a\\x0ab: No such"));
	assert_true(is_one_line(errors.text));
	argv[2] = (char *)(uintptr_t) "";
	assert_int_equal(run_words(&fixture, argv), 255);
	assert_non_null(strstr(errors.text, "open kernel \"\": No such"));
	fixture_free(&fixture);
}

TEST(without_sysfs_the_kernel_is_asked)
{
	struct fixture fixture;

	fixture_make(&fixture);
	recorder = (struct recorder){ .execute_answer = -EINVAL };
	assert_int_equal(run_line(&fixture, "-e"), 255);
	assert_int_equal(recorder.executes, 1);
	fixture_free(&fixture);
}

TEST(no_action_loads_and_shuts_down)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	assert_int_equal(run_line(&fixture, "K"), 255);
	assert_string_equal(fake_steps, "sS");
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(recorder.executes, 0);
	assert_non_null(strstr(errors.text, "kexec: shutdown: No such file"));
	assert_int_equal(run_line(&fixture, "-y K"), 255);
	assert_string_equal(fake_steps, "S");
	recorder.file_answer = -EPERM;
	assert_int_equal(run_line(&fixture, "K"), 255);
	assert_string_equal(fake_steps, "");
	fixture_free(&fixture);
}

TEST(unloading_and_loading_can_be_one_run)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	assert_int_equal(run_line(&fixture, "-u -l K"), 0);
	assert_int_equal(recorder.file_loads, 2);
	assert_int_equal(recorder.file.flags, KEXEC_FILE_NO_INITRAMFS);
	assert_int_equal(run_line(&fixture, "-l K I --no-cma"), 0);
	assert_int_equal(recorder.file.flags, KEXEC_FILE_NO_CMA);
	assert_int_equal(run_line(&fixture, "-p -u"), 0);
	assert_int_equal(recorder.file.flags,
			 KEXEC_FILE_UNLOAD | KEXEC_FILE_ON_CRASH);
	fixture_free(&fixture);
}

TEST(no_checks_takes_a_corrupt_kernel)
{
	struct fixture fixture;
	char path[128];
	FILE *file;
	int byte;

	fixture_make_pc(&fixture);
	fixture_path(&fixture, "/kernel", path);
	file = fopen(path, "r+");
	assert_non_null(file);
	assert_int_equal(fseek(file, -100, SEEK_END), 0);
	byte = fgetc(file);
	assert_int_equal(fseek(file, -1, SEEK_CUR), 0);
	assert_int_not_equal(fputc(byte ^ 1, file), EOF);
	assert_int_equal(fclose(file), 0);

	recorder = (struct recorder){ 0 };
	assert_int_equal(run_line(&fixture, "-l K"), 255);
	assert_int_equal(run_line(&fixture, "-c -l K"), 255);
	assert_non_null(strstr(errors.text, "Cannot load /tmp/"));
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_int_equal(run_line(&fixture, "-i -c -l K"), 0);
	assert_non_null(strstr(fixture.log, "warning: "));
	assert_int_equal(recorder.loads, 1);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rehearsal_is_a_call_and_nothing_else),
		cmocka_unit_test(
			loading_goes_through_the_call_that_was_asked_for),
		cmocka_unit_test(the_command_line_arrives_as_given_or_reused),
		cmocka_unit_test(
			failures_have_the_status_and_words_that_scripts_know),
		cmocka_unit_test(
			a_refused_load_shows_its_segments_and_the_reason),
		cmocka_unit_test(
			without_the_call_or_the_right_segments_are_not_shown),
		cmocka_unit_test(a_file_that_is_no_kernel_is_named),
		cmocka_unit_test(a_machine_that_hides_its_memory_is_named),
		cmocka_unit_test(
			status_is_1_for_loaded_and_asks_about_the_crash_one),
		cmocka_unit_test(a_jump_syncs_and_takes_the_network_down),
		cmocka_unit_test(
			nothing_loaded_is_seen_before_the_network_goes_down),
		cmocka_unit_test(
			a_missing_right_is_seen_before_the_network_goes_down),
		cmocka_unit_test(
			a_name_with_a_newline_leaves_the_error_one_line),
		cmocka_unit_test(without_sysfs_the_kernel_is_asked),
		cmocka_unit_test(no_action_loads_and_shuts_down),
		cmocka_unit_test(unloading_and_loading_can_be_one_run),
		cmocka_unit_test(no_checks_takes_a_corrupt_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
