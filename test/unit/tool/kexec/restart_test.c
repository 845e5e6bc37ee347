// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What a reboot finds loaded, and what it does about it. */
#include "tool/kexec/restart.h"

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

#define ENTRIES "/efi/loader/entries/"
#define ONCE                                           \
	"/sys/firmware/efi/efivars/LoaderEntryOneShot" \
	"-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

static char folder[128];

/* Two entries; the first is the next one. */
static void make(struct fixture *fixture)
{
	struct bzimage image;

	fixture_make_pc(fixture);
	bzimage_make(&image);
	fixture_put(fixture, "/efi/k", bzimage_bytes(&image));
	fixture_text(fixture, ENTRIES "a+3.conf",
		     "version 2\nsort-key a\nlinux /k\noptions a\n");
	fixture_text(fixture, ENTRIES "b.conf",
		     "version 1\nsort-key a\nlinux /k\noptions b\n");
	fixture_text(fixture, "/sys/kernel/kexec_loaded", "0\n");
	fixture_path(fixture, "/state", folder);
	fake_state_folder = folder;
	fake_is_restarting = true;
	fake_wish = NULL;
	recorder = (struct recorder){ 0 };
}

static void end(struct fixture *fixture)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/restart", folder);
	unlink(path);
	record_remove(KEXEC_SLOT_NORMAL);
	rmdir(folder);
	fixture_free(fixture);
}

static bool is_marked(void)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/restart", folder);
	return !access(path, F_OK);
}

static bool is_there(const struct fixture *fixture, const char *inner)
{
	char path[192];

	fixture_path(fixture, inner, path);
	return !access(path, F_OK);
}

static int prepare(struct fixture *fixture)
{
	recorder = (struct recorder){ 0 };
	return run_line(fixture, "-s --prepare-restart");
}

static void load_before(struct fixture *fixture, const char *line)
{
	assert_int_equal(run_line(fixture, line), 0);
	fixture_text(fixture, "/sys/kernel/kexec_loaded", "1\n");
}

TEST(the_next_entry_is_loaded_and_counted)
{
	struct fixture fixture;

	make(&fixture);
	assert_int_equal(prepare(&fixture), 0);
	assert_int_equal(recorder.file_loads, 1);
	assert_string_equal(recorder.cmdline, "a");
	assert_true(is_marked());
	assert_true(is_there(&fixture, ENTRIES "a+2-1.conf"));
	assert_null(strstr(errors.text, "is not counted"));
	end(&fixture);
}

TEST(without_a_reboot_nothing_is_done)
{
	struct fixture fixture;

	make(&fixture);
	assert_int_equal(prepare(&fixture), 0);
	fake_is_restarting = false;
	assert_int_equal(prepare(&fixture), 0);
	assert_int_equal(recorder.file_loads, 0);
	assert_false(is_marked());
	end(&fixture);
}

/* What is loaded before; what it is after the reboot began. */
static const struct {
	const char *line;
	const char *cmdline; /* of what is loaded now; NULL: nothing */
	const char *name;    /* of the first entry's file, afterwards */
} kept[] = {
	{ "-s -l K --append=x", NULL, "a+3.conf" },
	{ "-s -l --boot-entry=b", NULL, "a+3.conf" },
	{ "-s -l --boot-entry=a", NULL, "a+2-1.conf" },
	{ "-s -l --boot-entry=a --append=x", NULL, "a+2-1.conf" },
	{ "-s -l --boot-entry", "a", "a+2-1.conf" },
};

TEST(what_was_chosen_stays_and_the_next_is_loaded_anew)
{
	struct fixture fixture;
	char path[128];
	size_t i;

	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		make(&fixture);
		load_before(&fixture, kept[i].line);
		assert_row(kept[i].line, prepare(&fixture), 0);
		/* An unload, and a load. */
		assert_row(kept[i].line, recorder.file_loads,
			   kept[i].cmdline ? 2 : 0);
		if (kept[i].cmdline)
			assert_string_equal(recorder.cmdline, kept[i].cmdline);
		assert_true(is_marked());
		snprintf(path, sizeof(path), ENTRIES "%s", kept[i].name);
		assert_row(kept[i].line, is_there(&fixture, path), 1);
		end(&fixture);
	}
}

TEST(what_is_loaded_anew_has_the_same_fallback)
{
	struct fixture fixture;
	struct record record;

	make(&fixture);
	load_before(&fixture, "-s -l --boot-entry --with-fallback=60");
	assert_int_equal(prepare(&fixture), 0);
	assert_string_equal(recorder.cmdline,
			    "kexec_alive.within=60 kexec_alive.added=1 "
			    "panic=10 a");
	assert_true(record_read(KEXEC_SLOT_NORMAL, "", &record));
	assert_int_equal(record.fallback, 60);
	assert_string_equal(record.watchdog, "");
	record_free(&record);
	end(&fixture);
}

TEST(a_kernel_that_was_replaced_is_not_started)
{
	struct fixture fixture;

	make(&fixture);
	load_before(&fixture, "-s -l K --append=x");
	fixture_text(&fixture, "/kernel", "another one");
	assert_int_equal(prepare(&fixture), 0);
	assert_int_equal(recorder.file_loads, 2);
	assert_string_equal(recorder.cmdline, "a");
	assert_non_null(strstr(errors.text, "it has changed since"));
	assert_true(is_marked());
	end(&fixture);
}

TEST(of_another_program_nothing_is_known)
{
	struct fixture fixture;

	make(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "1\n");
	assert_int_equal(prepare(&fixture), 0);
	assert_int_equal(recorder.file_loads, 0);
	assert_true(is_marked());
	end(&fixture);
}

TEST(what_the_loader_has_to_do_it_does)
{
	static const u8 once[] = { 7, 0, 0, 0, 'b', 0, '*', 0, 0, 0 };
	struct fixture fixture;

	make(&fixture);
	fake_wish = "a reason";
	load_before(&fixture, "-s -l K");
	assert_int_equal(prepare(&fixture), 0);
	/* The one is an unload. */
	assert_int_equal(recorder.file_loads, 1);
	assert_string_equal(errors.text,
			    "kexec: a reason: a normal reboot follows\n");
	assert_false(is_marked());
	end(&fixture);

	make(&fixture);
	fixture_put(&fixture, ONCE, kx_bytes(once, sizeof(once)));
	assert_int_equal(prepare(&fixture), 0);
	assert_int_equal(recorder.file_loads, 0);
	assert_non_null(strstr(errors.text, "an entry for one start"));
	assert_false(is_marked());
	end(&fixture);

	make(&fixture);
	fixture_remove(&fixture, ENTRIES "a+3.conf");
	fixture_text(&fixture, ENTRIES "a+1-2.conf",
		     "version 2\nsort-key a\nlinux /k\n");
	assert_int_equal(prepare(&fixture), 0);
	assert_int_equal(recorder.file_loads, 0);
	assert_non_null(strstr(errors.text, "the last try"));
	assert_true(is_there(&fixture, ENTRIES "a+1-2.conf"));
	assert_false(is_marked());
	end(&fixture);
}

/* GRUB's files count more than systemd-boot's, and its script counts. */
TEST(a_start_that_grub_counts_is_left_to_it)
{
	static const char *const blocks[] = { "boot_counter=2\n", "a=2\n" };
	struct fixture fixture;
	struct bzimage image;
	char text[64];
	size_t i;

	bzimage_make(&image);
	for (i = 0; i < ARRAY_SIZE(blocks); i++) {
		make(&fixture);
		fixture_text(&fixture, "/boot/grub2/grub.cfg",
			     "load_env\nif [ $boot_counter ]; then\n"
			     "decrement boot_counter\nsave_env boot_counter\n"
			     "fi\nmenuentry a { linux /boot/k a }\n");
		snprintf(text, sizeof(text), "# GRUB Environment Block\n%s",
			 blocks[i]);
		fixture_text(&fixture, "/boot/grub2/grubenv", text);
		fixture_put(&fixture, "/boot/k", bzimage_bytes(&image));
		assert_int_equal(prepare(&fixture), 0);
		assert_int_equal(recorder.file_loads, i);
		assert_int_equal(!!strstr(errors.text, "counts each start"),
				 !i);
		assert_int_equal(is_marked(), i);
		end(&fixture);
	}
}

TEST(a_failure_leaves_no_mark)
{
	struct fixture fixture;

	make(&fixture);
	fixture_text(&fixture, "/efi/k", "broken");
	assert_int_not_equal(prepare(&fixture), 0);
	assert_false(is_marked());
	assert_true(is_there(&fixture, ENTRIES "a+3.conf"));
	end(&fixture);

	/* The counter's next name is taken. */
	make(&fixture);
	fixture_text(&fixture, ENTRIES "a+2-1.conf", "linux /none\n");
	assert_int_not_equal(prepare(&fixture), 0);
	assert_false(is_marked());
	assert_non_null(strstr(errors.text, "a normal reboot follows"));
	end(&fixture);
}

/* systemctl(1) may have made a kexec of the reboot, which asks for no mark. */
TEST(a_failure_leaves_nothing_loaded)
{
	struct fixture fixture;

	make(&fixture);
	load_before(&fixture, "-s -l --boot-entry=b");
	fixture_remove(&fixture, ENTRIES "b.conf");
	assert_int_not_equal(prepare(&fixture), 0);
	/* An unload. */
	assert_int_equal(recorder.file_loads, 1);
	assert_non_null(strstr(errors.text, "a normal reboot follows"));
	assert_false(is_marked());
	end(&fixture);
}

TEST(it_goes_with_no_dry_run)
{
	struct fixture fixture;

	make(&fixture);
	assert_int_equal(run_line(&fixture, "--prepare-restart --dry-run"), 1);
	assert_int_equal(run_line(&fixture, "--prepare-restart --append=x"), 1);
	assert_false(is_marked());
	end(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_entry_is_loaded_and_counted),
		cmocka_unit_test(without_a_reboot_nothing_is_done),
		cmocka_unit_test(
			what_was_chosen_stays_and_the_next_is_loaded_anew),
		cmocka_unit_test(what_is_loaded_anew_has_the_same_fallback),
		cmocka_unit_test(a_kernel_that_was_replaced_is_not_started),
		cmocka_unit_test(of_another_program_nothing_is_known),
		cmocka_unit_test(what_the_loader_has_to_do_it_does),
		cmocka_unit_test(a_start_that_grub_counts_is_left_to_it),
		cmocka_unit_test(a_failure_leaves_no_mark),
		cmocka_unit_test(a_failure_leaves_nothing_loaded),
		cmocka_unit_test(it_goes_with_no_dry_run),
	};

	umask(022);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
