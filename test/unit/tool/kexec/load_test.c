// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What a load of a boot entry notes, for --status and --prepare-restart. */
#include "tool/kexec/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "test/unit/tool/kexec/fake_system.h"
#include "test/unit/tool/kexec/run_line.h"
#include "tool/kexec/record.h"

static void make(struct fixture *fixture, char *folder)
{
	struct bzimage image;

	fixture_make_pc(fixture);
	bzimage_make(&image);
	fixture_put(fixture, "/efi/k", bzimage_bytes(&image));
	fixture_text(fixture, "/efi/i", "initrd");
	fixture_text(fixture, "/efi/loader/entries/a.conf",
		     "linux /k\ninitrd /i\noptions ro\n");
	fixture_path(fixture, "/state", folder);
	fake_state_folder = folder;
	recorder = (struct recorder){ 0 };
}

static void end(struct fixture *fixture)
{
	record_remove(KEXEC_SLOT_NORMAL);
	rmdir(fake_state_folder);
	fixture_free(fixture);
}

static const struct {
	const char *line;
	bool is_next; /* what the loader would start, and nothing else */
} rows[] = {
	{ "-l --boot-entry", true },
	{ "-l --boot-entry=a", false },
	{ "-l --boot-entry --append=x", false },
	{ "-l --boot-entry --command-line=x", false },
	{ "-l --boot-entry --reuse-cmdline", false },
};

TEST(an_entry_is_noted_with_its_files)
{
	char folder[128];
	struct record record;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make(&fixture, folder);
		assert_row(rows[i].line, run_line(&fixture, rows[i].line), 0);
		assert_true(record_read(KEXEC_SLOT_NORMAL, "", &record));
		assert_row(rows[i].line, record.is_next, rows[i].is_next);
		assert_string_equal(record_entry(&record), "a.conf");
		assert_int_equal(record.nr_files, 3);
		assert_string_equal(record.files[1].role, "kernel");
		assert_string_equal(record.files[1].path, "/efi/k");
		assert_string_equal(record.files[2].role, "initrd");
		assert_string_equal(record.files[2].path, "/efi/i");
		record_free(&record);
		end(&fixture);
	}
}

TEST(a_kernel_is_no_entry)
{
	char folder[128];
	struct record record;
	struct fixture fixture;

	make(&fixture, folder);
	assert_int_equal(run_line(&fixture, "-l K"), 0);
	assert_true(record_read(KEXEC_SLOT_NORMAL, "", &record));
	assert_false(record.is_next);
	assert_null(record_entry(&record));
	record_free(&record);
	assert_int_equal(run_line(&fixture, "-u"), 0);
	assert_false(record_read(KEXEC_SLOT_NORMAL, "", &record));
	end(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_noted_with_its_files),
		cmocka_unit_test(a_kernel_is_no_entry),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
