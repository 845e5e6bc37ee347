// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Boot entries on the command line: listed, checked and loaded. */
#include "tool/kexec/boot_entry.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

static struct capture output;

static void make(struct fixture *fixture)
{
	struct bzimage image;

	fixture_make_pc(fixture);
	bzimage_make(&image);
	fixture_put(fixture, "/efi/k", bzimage_bytes(&image));
	fixture_text(fixture, "/efi/i", "initrd");
	fixture_text(fixture, "/efi/loader/entries/a+2-1.conf",
		     "title A\nversion 2\nsort-key a\nlinux /k\ninitrd /i\n"
		     "options root=/dev/sda1 ro\n");
	fixture_text(fixture, "/efi/loader/entries/b.conf",
		     "title B\nversion 1\nsort-key a\nlinux /k\n"
		     "initrd /none\n");
}

static int run_both(struct fixture *fixture, const char *line)
{
	int status;

	recorder = (struct recorder){ 0 };
	capture_start(&output, stdout);
	status = run_line(fixture, line);
	capture_end(&output);
	return status;
}

TEST(without_an_action_entries_are_listed)
{
	struct fixture fixture;

	make(&fixture);
	assert_int_equal(run_both(&fixture, "--boot-entry"), 0);
	assert_string_equal(
		output.text,
		"boot loader     systemd-boot: its files are in /efi\n"
		"order           those without tries left last, then by "
		"sort-key, machine-id, version and name, the newest first\n"
		"next            the first of them\n"
		"-> a.conf\n"
		"   title        A\n"
		"   version      2\n"
		"   kernel       /efi/k\n"
		"   initrd       /efi/i\n"
		"   command line root=/dev/sda1 ro\n"
		"   tries        2 left, 1 made\n"
		"   from         /efi/loader/entries/a+2-1.conf\n"
		"   b.conf\n"
		"   title        B\n"
		"   version      1\n"
		"   kernel       /efi/k\n"
		"   initrd       /efi/none\n"
		"   from         /efi/loader/entries/b.conf\n"
		"   can't load   line 5: /efi/none: No such file or directory\n");
	assert_string_equal(errors.text, "");
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_string_equal(fake_steps, "");
	fixture_free(&fixture);
}

TEST(with_json_entries_are_members)
{
	struct fixture fixture;

	make(&fixture);
	assert_int_equal(run_both(&fixture, "--boot-entry --json"), 0);
	assert_string_equal(
		output.text,
		"{\"format\":\"kexec\",\"version\":1,\"kind\":\"boot-menu\","
		"\"boot_menu\":{\"loader\":\"systemd-boot\","
		"\"loader_why\":\"its files are in /efi\","
		"\"order\":\"those without tries left last, then by "
		"sort-key, machine-id, version and name, the newest first\","
		"\"next\":\"a.conf\",\"next_why\":\"the first of them\","
		"\"entries\":[{\"id\":\"a.conf\",\"title\":\"A\","
		"\"version\":\"2\",\"kind\":\"type1\","
		"\"place\":\"/efi/loader/entries/a+2-1.conf\","
		"\"kernel\":\"/efi/k\",\"initrds\":[\"/efi/i\"],"
		"\"device_tree\":null,"
		"\"command_line\":\"root=/dev/sda1 ro\",\"profile\":null,"
		"\"tries_left\":2,\"tries_done\":1,\"next\":true,"
		"\"problem\":null},"
		"{\"id\":\"b.conf\",\"title\":\"B\",\"version\":\"1\","
		"\"kind\":\"type1\","
		"\"place\":\"/efi/loader/entries/b.conf\","
		"\"kernel\":\"/efi/k\",\"initrds\":[\"/efi/none\"],"
		"\"device_tree\":null,\"command_line\":\"\","
		"\"profile\":null,\"tries_left\":null,"
		"\"tries_done\":null,\"next\":false,"
		"\"problem\":\"line 5: /efi/none: No such file or directory\"}]},"
		"\"warnings\":[],\"error\":null,\"exit_status\":0}\n");
	assert_string_equal(errors.text, "");
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	fixture_free(&fixture);
}

/* The command line that the next kernel gets. */
static const struct {
	const char *line;
	const char *cmdline;
} loads[] = {
	{ "-l -s --boot-entry", "root=/dev/sda1 ro" },
	{ "-l -s --boot-entry=a", "root=/dev/sda1 ro" },
	{ "-s --boot-entry=a.conf", "root=/dev/sda1 ro" },
	{ "-s --boot-entry=A", "root=/dev/sda1 ro" },
	{ "-l -s --boot-entry --append=x", "root=/dev/sda1 ro x" },
	{ "-l -s --boot-entry --command-line=x", "x" },
	{ "-l -s --boot-entry --command-line=x --append=y",
	  "root=/dev/sda1 ro y" },
	{ "-l -s --boot-entry --append=y --command-line=x", "x" },
	{ "-l -s --boot-entry --reuse-cmdline --append=x",
	  "root=/dev/sda1 quiet x" },
};

TEST(an_entry_is_loaded_and_nothing_is_shut_down)
{
	struct fixture fixture;
	size_t i;

	for (i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		make(&fixture);
		assert_row(loads[i].line, run_both(&fixture, loads[i].line), 0);
		assert_row(loads[i].line, recorder.file_loads, 1);
		assert_string_equal(recorder.cmdline, loads[i].cmdline);
		assert_string_equal(fake_steps, "");
		assert_non_null(strstr(errors.text,
				       "kexec: boot entry a.conf of "
				       "systemd-boot ("));
		assert_non_null(strstr(errors.text,
				       "kexec: warning: its boot counter stays "
				       "at 2: this start is not counted"));
		fixture_free(&fixture);
	}
}

TEST(the_rule_is_said)
{
	struct fixture fixture;

	make(&fixture);
	assert_int_equal(run_both(&fixture, "-l --boot-entry"), 0);
	assert_memory_equal(errors.text,
			    "kexec: boot entry a.conf of systemd-boot (the "
			    "first of them), from "
			    "/efi/loader/entries/a+2-1.conf\n",
			    98);
	assert_int_equal(run_both(&fixture, "-l -q --boot-entry"), 0);
	assert_string_equal(errors.text, "");
	assert_int_equal(run_both(&fixture, "--check --boot-entry"), 0);
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_non_null(strstr(output.text, "root=/dev/sda1 ro"));
	fixture_free(&fixture);
}

TEST(a_fallback_that_starts_the_same_entry_is_warned_of)
{
	static const struct {
		const char *line;
		bool is_warned;
	} rows[] = {
		{ "-l -s --boot-entry --with-fallback=60", true },
		{ "-l -s --boot-entry=a --with-fallback=60", true },
		{ "-l -s --boot-entry=b --with-fallback=60", false },
		{ "-l -s --boot-entry=a", false },
	};
	struct fixture fixture;
	bool is_warned;
	size_t i;

	make(&fixture);
	fixture_text(&fixture, "/efi/none", "initrd");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].line, run_both(&fixture, rows[i].line), 0);
		is_warned = strstr(errors.text, "the fallback starts it again");
		assert_row(rows[i].line, is_warned, rows[i].is_warned);
	}
	fixture_free(&fixture);
}

static const struct {
	const char *line;
	int status;
	const char *says;
} failures[] = {
	{ "-l --boot-entry=b", 255,
	  "kexec: boot entry /efi/loader/entries/b.conf: line 5: /efi/none: No "
	  "such file or directory; mend it, choose another one, or give the "
	  "kernel itself\n" },
	{ "-l --boot-entry=c", 255,
	  "kexec: boot entry c: the boot loader has no such entry; list them "
	  "(kexec --boot-entry), and give an ID\n" },
	{ "-l K --boot-entry", 1, "--boot-entry names a kernel, and so does " },
	{ "--boot-entry=", 1, "an ID is not empty" },
	{ "--sysroot=/ --boot-entry=a", 1, "--sysroot shows another machine" },
	{ "-e --boot-entry", 1, "--boot-entry applies to a load" },
	{ "-u --boot-entry=a", 1, "--boot-entry applies to a load" },
	{ "--boot-entry --append=x", 1, "--append applies to a load" },
};

TEST(what_can_not_be_loaded_is_said)
{
	struct fixture fixture;
	size_t i;

	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		make(&fixture);
		assert_row(failures[i].line,
			   run_both(&fixture, failures[i].line),
			   failures[i].status);
		if (!strstr(errors.text, failures[i].says))
			assert_string_equal(errors.text, failures[i].says);
		assert_int_equal(recorder.loads + recorder.file_loads, 0);
		fixture_free(&fixture);
	}
}

TEST(a_system_without_entries_says_so)
{
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(run_both(&fixture, "--boot-entry"), 255);
	assert_non_null(strstr(errors.text, "kexec: boot entry: "));
	assert_string_equal(output.text, "");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_an_action_entries_are_listed),
		cmocka_unit_test(with_json_entries_are_members),
		cmocka_unit_test(an_entry_is_loaded_and_nothing_is_shut_down),
		cmocka_unit_test(the_rule_is_said),
		cmocka_unit_test(
			a_fallback_that_starts_the_same_entry_is_warned_of),
		cmocka_unit_test(what_can_not_be_loaded_is_said),
		cmocka_unit_test(a_system_without_entries_says_so),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
