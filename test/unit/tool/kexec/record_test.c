// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a load has noted, as --status finds it: after another load, an unload,
 * a failed load, and a reboot.
 */
#include "tool/kexec/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"

/* The fixture's folder has the records; this machine's boot has an ID. */
static void make_pc(struct fixture *fixture, char *folder)
{
	fixture_make_pc(fixture);
	fixture_text(fixture, "/sys/kernel/kexec_loaded", "1\n");
	fixture_path(fixture, "/state", folder);
	fake_state_folder = folder;
	recorder = (struct recorder){ 0 };
}

static void end(struct fixture *fixture)
{
	record_remove(KEXEC_SLOT_NORMAL);
	record_remove(KEXEC_SLOT_CRASH);
	rmdir(fake_state_folder);
	fixture_free(fixture);
}

TEST(a_load_is_noted_and_an_unload_forgets_it)
{
	char folder[128];
	struct record record;
	struct fixture fixture;
	char path[192];
	struct stat status;

	make_pc(&fixture, folder);
	assert_int_equal(run_line(&fixture, "-c -l K I --append=a\\x0ab"), 0);
	assert_true(record_read(KEXEC_SLOT_NORMAL, "", &record));
	assert_string_equal(record.call, "kexec_load");
	assert_string_equal(record.cmdline, "a\\x0ab");
	assert_true(record.time > 1700000000);
	assert_int_equal(record.nr_files, 2);
	assert_string_equal(record.files[0].role, "kernel");
	assert_string_equal(record.files[0].path, fixture.kernel);
	assert_string_equal(record.files[1].role, "initrd");
	assert_string_equal(record_file_state(&record.files[0]), "same");
	record_free(&record);
	snprintf(path, sizeof(path), "%s/normal", folder);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(run_line(&fixture, "-s -l K"), 0);
	assert_true(record_read(KEXEC_SLOT_NORMAL, "", &record));
	assert_string_equal(record.call, "kexec_file_load");
	assert_int_equal(record.nr_files, 1);
	record_free(&record);
	assert_false(record_read(KEXEC_SLOT_CRASH, "", &record));
	assert_int_equal(run_line(&fixture, "-u"), 0);
	assert_false(record_read(KEXEC_SLOT_NORMAL, "", &record));
	end(&fixture);
}

/* The firmware's map says that it is RAM. */
static void put_first_page(struct fixture *fixture)
{
	static const char *const files[][2] = {
		{ "0/start", "0x0\n" },	      { "0/end", "0x9ffff\n" },
		{ "0/type", "System RAM\n" }, { "1/start", "0x100000\n" },
		{ "1/end", "0xbfffffff\n" },  { "1/type", "System RAM\n" },
	};
	char path[64];
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "/sys/firmware/memmap/%s",
			 files[i][0]);
		fixture_text(fixture, path, files[i][1]);
	}
}

/* kexec_file_load(2) may be kexec.ko's, which needs no note. */
TEST(a_load_with_a_timeline_is_noted)
{
	static const struct {
		const char *line;
		bool has;
	} rows[] = {
		/* Before the firmware's map says that there is a place. */
		{ "-c -l K --timeline ", false },
		{ "-c -l K", false },
		{ "-c -l K --timeline", true },
		{ "-s -l K --timeline", false },
	};
	char folder[128];
	struct record record;
	struct fixture fixture;
	size_t i;

	make_pc(&fixture, folder);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (i == 1)
			put_first_page(&fixture);
		assert_row(rows[i].line, run_line(&fixture, rows[i].line), 0);
		assert_true(record_read(KEXEC_SLOT_NORMAL, "", &record));
		assert_row(rows[i].line, record.has_timeline, rows[i].has);
		record_free(&record);
	}
	end(&fixture);
}

/* Its purgatory takes the note away, that of another one would not. */
TEST(a_jump_leaves_a_note_for_a_timeline_alone)
{
	static const struct {
		const char *load; /* by another process; NULL: none */
		const char *line;
		unsigned int notes; /* one, and one that takes it away */
	} rows[] = {
		{ "-c -l K", "-e", 0 },
		{ "-c -l K --timeline", "-e", 2 },
		{ NULL, "-c -f K", 0 },
		/* The load takes an old one away. */
		{ NULL, "-c -f K --timeline", 3 },
	};
	char folder[128];
	struct fixture fixture;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make_pc(&fixture, folder);
		put_first_page(&fixture);
		if (rows[i].load)
			assert_int_equal(run_line(&fixture, rows[i].load), 0);
		recorder = (struct recorder){ .execute_answer = -EBUSY };
		assert_row(rows[i].line, run_line(&fixture, rows[i].line), 255);
		assert_row(rows[i].line, recorder.executes, 1);
		assert_row(rows[i].line, recorder.notes, rows[i].notes);
		end(&fixture);
	}
}

/* The image that was loaded before stays loaded then. */
TEST(a_failed_load_keeps_what_was_noted)
{
	char folder[128];
	struct record record;
	struct fixture fixture;

	make_pc(&fixture, folder);
	assert_int_equal(run_line(&fixture, "-c -l K --append=first"), 0);
	recorder.load_answer = -EBUSY;
	assert_int_equal(run_line(&fixture, "-c -l K --append=second"), 255);
	assert_int_equal(run_line(&fixture, "-c -u"), 255);
	assert_true(record_read(KEXEC_SLOT_NORMAL, "", &record));
	assert_string_equal(record.cmdline, "first");
	record_free(&record);
	end(&fixture);
}

TEST(a_file_that_is_replaced_is_noticed)
{
	char folder[128];
	struct record record;
	struct fixture fixture;

	make_pc(&fixture, folder);
	assert_int_equal(run_line(&fixture, "-c -l K I"), 0);
	assert_true(record_read(KEXEC_SLOT_NORMAL, "", &record));
	fixture_text(&fixture, "/kernel", "another one");
	assert_string_equal(record_file_state(&record.files[0]), "changed");
	fixture_remove(&fixture, "/initrd");
	assert_string_equal(record_file_state(&record.files[1]), "gone");
	record.files[1].is_stamped = false;
	assert_string_equal(record_file_state(&record.files[1]), "unknown");
	record_free(&record);
	end(&fixture);
}

/* Only of this boot, whole, and whatever its bytes are. */
TEST(another_boots_record_is_not_believed)
{
	static const struct {
		const char *text;
		bool is_read;
	} rows[] = {
		{ "boot x\ncall kexec_load\ncmdline \nwords kernel a\n", true },
		{ "boot y\ncall kexec_load\ncmdline \nwords kernel a\n",
		  false },
		{ "boot x\ncmdline \nwords kernel a\n", false },
		{ "boot x\ncall kexec_load\nwords kernel a\n", false },
		{ "boot x\ncall kexec_load\ncmdline \nfile kernel a\n", false },
		{ "boot x\ncall\nbogus\n\n", false },
		{ "", false },
	};
	struct fixture fixture;
	struct record record;
	char path[128];
	FILE *file;
	size_t i;

	fixture_make(&fixture);
	fake_state_folder = "/run/kexec";
	fixture_text(&fixture, "/proc/sys/kernel/random/boot_id", "x\n");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fixture_text(&fixture, "/run/kexec/crash", rows[i].text);
		assert_row(rows[i].text,
			   record_read(KEXEC_SLOT_CRASH, fixture.dir, &record),
			   rows[i].is_read);
		record_free(&record);
	}
	/* Without an ID of its own no boot has a record. */
	fixture_text(&fixture, "/run/kexec/crash",
		     "boot \ncall kexec_load\ncmdline \nwords kernel a\n");
	fixture_text(&fixture, "/proc/sys/kernel/random/boot_id", "");
	assert_false(record_read(KEXEC_SLOT_CRASH, fixture.dir, &record));
	/* kexec.ko has counted another load since, or none of ours. */
	fixture_text(&fixture, "/proc/sys/kernel/random/boot_id", "x\n");
	fixture_text(&fixture, "/run/kexec/crash",
		     "boot x\nloads 3\ncall kexec_load\ncmdline \n"
		     "words kernel a\n");
	assert_false(record_read(KEXEC_SLOT_CRASH, fixture.dir, &record));
	fixture_text(&fixture, "/sys/kernel/kexec_loads", "3 4\n");
	assert_false(record_read(KEXEC_SLOT_CRASH, fixture.dir, &record));
	fixture_text(&fixture, "/sys/kernel/kexec_loads", "4 3\n");
	assert_true(record_read(KEXEC_SLOT_CRASH, fixture.dir, &record));
	record_free(&record);
	/* More files than there is room for. */
	fixture_text(&fixture, "/proc/sys/kernel/random/boot_id", "x\n");
	snprintf(path, sizeof(path), "%s/run/kexec/crash", fixture.dir);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("boot x\ncall kexec_load\ncmdline \n", file);
	for (i = 0; i < RECORD_FILES_MAX + 5; i++)
		fputs("words initrd a\n", file);
	fclose(file);
	assert_true(record_read(KEXEC_SLOT_CRASH, fixture.dir, &record));
	assert_int_equal(record.nr_files, RECORD_FILES_MAX);
	record_free(&record);
	fixture_free(&fixture);
}

static void put_limit(const struct fixture *fixture, const char *number)
{
	fixture_text(fixture, "/proc/sys/kernel/kexec_load_limit_reboot",
		     number);
}

/* Linux counts each call down, whoever makes it. */
TEST(another_programs_call_is_noticed_where_linux_counts)
{
	char folder[128];
	struct fixture fixture;

	make_pc(&fixture, folder);
	fake_root = fixture.dir;
	put_limit(&fixture, "1000\n");
	assert_int_equal(run_line(&fixture, "-c -l K"), 0);
	assert_true(record_exists(KEXEC_SLOT_NORMAL));
	put_limit(&fixture, "999\n");
	assert_false(record_exists(KEXEC_SLOT_NORMAL));
	/* Calls of ours that fail leave what was loaded. */
	assert_int_equal(run_line(&fixture, "-c -l K"), 0);
	recorder.load_answer = -EBUSY;
	assert_int_equal(run_line(&fixture, "-c -l K"), 255);
	assert_true(record_exists(KEXEC_SLOT_NORMAL));
	put_limit(&fixture, "998\n");
	/* Not seen by a call of ours, it is another program's. */
	assert_int_equal(run_line(&fixture, "-c -u"), 255);
	assert_false(record_exists(KEXEC_SLOT_NORMAL));
	recorder.load_answer = 0;
	/* Set after the load; and kexec.ko's own count, which is better. */
	put_limit(&fixture, "-1\n");
	assert_int_equal(run_line(&fixture, "-c -l K"), 0);
	put_limit(&fixture, "5\n");
	assert_true(record_exists(KEXEC_SLOT_NORMAL));
	fake_root = "";
	end(&fixture);
}

TEST(a_call_of_ours_that_failed_is_counted)
{
	char folder[128];
	struct fixture fixture;
	char path[192];
	char text[4096];
	char after[4096];
	FILE *file;

	make_pc(&fixture, folder);
	fake_root = fixture.dir;
	put_limit(&fixture, "10\n");
	assert_int_equal(run_line(&fixture, "-c -l K"), 0);
	put_limit(&fixture, "9\n");
	record_renew(KEXEC_SLOT_NORMAL);
	assert_true(record_exists(KEXEC_SLOT_NORMAL));
	/* Nothing else has changed. */
	snprintf(path, sizeof(path), "%s/normal", folder);
	file = fopen(path, "r");
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	put_limit(&fixture, "10\n");
	assert_false(record_exists(KEXEC_SLOT_NORMAL));
	record_renew(KEXEC_SLOT_NORMAL);
	file = fopen(path, "r");
	after[fread(after, 1, sizeof(after) - 1, file)] = '\0';
	fclose(file);
	assert_int_equal(strlen(text), strlen(after));
	assert_non_null(strstr(text, "limit 00000000009\n"));
	memcpy(strstr(text, "limit"), "limit 00000000010", 17);
	assert_string_equal(text, after);
	record_remove(KEXEC_SLOT_NORMAL);
	record_renew(KEXEC_SLOT_NORMAL);
	assert_false(record_exists(KEXEC_SLOT_NORMAL));
	fake_root = "";
	end(&fixture);
}

/* The file is here, and the record is about another machine's. */
TEST(another_machines_files_are_not_compared)
{
	struct fixture fixture;
	struct record record;

	fixture_make(&fixture);
	fake_state_folder = "/run/kexec";
	fixture_text(&fixture, "/proc/sys/kernel/random/boot_id", "x\n");
	fixture_text(&fixture, "/run/kexec/crash",
		     "boot x\ncall kexec_load\ncmdline \n"
		     "file kernel 1 2 3 4 5 /proc/self/exe\n");
	assert_true(record_read(KEXEC_SLOT_CRASH, fixture.dir, &record));
	assert_string_equal(record.files[0].path, "/proc/self/exe");
	assert_string_equal(record_file_state(&record.files[0]), "unknown");
	record_free(&record);
	fixture_free(&fixture);
}

/* A load does not depend on it. */
TEST(without_a_folder_there_is_no_record)
{
	struct fixture fixture;
	struct record record;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	fake_state_folder = "/dev/null/folder";
	assert_int_equal(run_line(&fixture, "-c -l K"), 0);
	assert_string_equal(errors.text, "");
	assert_false(record_read(KEXEC_SLOT_NORMAL, "", &record));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_load_is_noted_and_an_unload_forgets_it),
		cmocka_unit_test(a_load_with_a_timeline_is_noted),
		cmocka_unit_test(a_jump_leaves_a_note_for_a_timeline_alone),
		cmocka_unit_test(a_failed_load_keeps_what_was_noted),
		cmocka_unit_test(a_file_that_is_replaced_is_noticed),
		cmocka_unit_test(another_boots_record_is_not_believed),
		cmocka_unit_test(
			another_programs_call_is_noticed_where_linux_counts),
		cmocka_unit_test(a_call_of_ours_that_failed_is_counted),
		cmocka_unit_test(another_machines_files_are_not_compared),
		cmocka_unit_test(without_a_folder_there_is_no_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
