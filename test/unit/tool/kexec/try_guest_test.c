// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A script in the place of QEMU: how it ends, and what is heard of it. */
#include "tool/kexec/try_guest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "test/unit/test.h"

#define ENTERED "echo; echo 'kexec: guest entered'; "

static char folder[] = "/tmp/try-guest-XXXXXX";
static char path[64];

static int set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chmod(folder, 0755), 0);
	snprintf(path, sizeof(path), "%s/qemu", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	rmdir(folder);
	return 0;
}

static void write_script(const char *script)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", script);
	fclose(file);
	assert_int_equal(chmod(path, 0755), 0);
}

static const struct try_disks no_disks;

static enum verdict_end run_script(struct guest *guest, struct console *console,
				   const char *script)
{
	enum verdict_end end = VERDICT_END_LINE;

	write_script(script);
	guest->qemu = path;
	guest->memory = 256ULL << 20;
	guest->disks = &no_disks;
	guest->program = memfd_create("program", MFD_CLOEXEC);
	if (!guest->accelerator)
		guest->accelerator = "tcg";
	assert_int_equal(guest_run(guest, console, NULL, &end), 0);
	close(guest->program);
	return end;
}

TEST(a_guest_ends_by_itself_or_is_ended)
{
	static const struct {
		const char *script;
		enum verdict_end end;
		unsigned int most; /* seconds */
	} rows[] = {
		{ ENTERED "echo over", VERDICT_END_EXIT, 5 },
		{ ENTERED "printf 'x login: '; exec sleep 60", VERDICT_END_LINE,
		  5 },
		{ ENTERED "echo more; exec sleep 60", VERDICT_END_TIME, 5 },
		/* Whatever it makes of its streams. */
		{ "exec 1>&- 2>&-; exec sleep 1", VERDICT_END_EXIT, 5 },
		{ "trap '' TERM INT HUP; exec sleep 60", VERDICT_END_TIME, 5 },
		{ "while :; do echo line; done", VERDICT_END_TIME, 5 },
	};
	struct console console;
	struct guest guest;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		console = (struct console){ 0 };
		guest = (struct guest){ .seconds = 2 };
		assert_row(rows[i].script,
			   run_script(&guest, &console, rows[i].script),
			   rows[i].end);
		assert_row(rows[i].script, guest.took <= rows[i].most, 1);
	}
}

TEST(the_last_words_of_qemu_are_kept)
{
	struct console console = { 0 };
	struct guest guest = { .seconds = 5 };

	run_script(&guest, &console, "echo a warning >&2; echo the reason >&2");
	assert_string_equal(guest.message, "the reason");
	assert_false(console_has_entered(&console));
}

TEST(a_long_message_is_cut)
{
	struct console console = { 0 };
	struct guest guest = { .seconds = 5 };

	run_script(&guest, &console, "printf %03000d 7 >&2");
	assert_int_equal(strlen(guest.message), GUEST_MESSAGE - 1);
}

/* Without KVM the second one is the same guest, from its beginning. */
TEST(where_kvm_does_not_come_to_the_kernel_it_is_left_out)
{
	struct console console = { 0 };
	struct guest guest = { .seconds = 2, .accelerator = "kvm" };

	assert_int_equal(run_script(&guest, &console,
				    "case \"$*\" in *kvm*) echo garbage; "
				    "exec sleep 60;; esac; " ENTERED
				    "echo second; printf ' login: '"),
			 VERDICT_END_LINE);
	assert_string_equal(guest.accelerator, "tcg");
	assert_string_equal(console_last(&console, 0), "second");
	assert_null(console_last(&console, 2));
}

TEST(where_kvm_works_there_is_no_second_guest)
{
	struct console console = { 0 };
	struct guest guest = { .seconds = 2, .accelerator = "kvm" };

	assert_int_equal(
		run_script(&guest, &console, ENTERED "echo \"$*\"; exit"),
		VERDICT_END_EXIT);
	assert_string_equal(guest.accelerator, "kvm");
	assert_non_null(strstr(console_last(&console, 0), "-accel kvm"));
}

TEST(a_program_that_is_not_there_says_so)
{
	struct console console = { 0 };
	struct guest guest = { .qemu = "/nonexistent",
			       .accelerator = "tcg",
			       .seconds = 5,
			       .disks = &no_disks };
	enum verdict_end end;

	guest.program = memfd_create("program", MFD_CLOEXEC);
	assert_int_equal(guest_run(&guest, &console, NULL, &end), 0);
	assert_int_equal(end, VERDICT_END_EXIT);
	assert_string_equal(guest.message, strerror(ENOENT));
	close(guest.program);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_guest_ends_by_itself_or_is_ended),
		cmocka_unit_test(the_last_words_of_qemu_are_kept),
		cmocka_unit_test(a_long_message_is_cut),
		cmocka_unit_test(
			where_kvm_does_not_come_to_the_kernel_it_is_left_out),
		cmocka_unit_test(where_kvm_works_there_is_no_second_guest),
		cmocka_unit_test(a_program_that_is_not_there_says_so),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
