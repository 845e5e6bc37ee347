// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A script in the place of QEMU: how it ends, and what is heard of it. */
#include "tool/kexec/try_guest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test/unit/test.h"
#include "test/unit/tool/kexec/fake_qemu.h"

static const struct try_disks no_disks;

static enum verdict_end run_script(struct guest *guest, struct console *console,
				   const char *script)
{
	enum verdict_end end = VERDICT_END_LINE;

	fake_qemu_write(script);
	guest->qemu = fake_qemu;
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
		/* As after an error of its own. */
		{ ENTERED "echo over; exit 1", VERDICT_END_FAULT, 5 },
		{ ENTERED "printf 'x login: '; exec sleep 60", VERDICT_END_LINE,
		  5 },
		{ ENTERED "echo more; exec sleep 60", VERDICT_END_TIME, 5 },
		/* Whatever it makes of its streams. */
		{ "exec 1>&- 2>&-; exec sleep 0.2", VERDICT_END_EXIT, 5 },
		/* A status that comes late counts as well; here it is killed.
		 */
		{ "exec 1>&- 2>&-; exec sleep 60", VERDICT_END_FAULT, 5 },
		/* As QEMU says it, and exits with 0. */
		{ ENTERED "echo 'qemu: terminating on signal 15 from pid 1' "
			  ">&2",
		  VERDICT_END_FAULT, 5 },
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

/* Ends what this process has started, once that is there. */
static pid_t start_killer(void)
{
	const pid_t parent = getpid();
	pid_t killer = fork();
	char path[64], text[64];
	FILE *file;
	long pid;

	if (killer)
		return killer;
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)parent,
		 (int)parent);
	for (;;) {
		usleep(200000);
		file = fopen(path, "r");
		if (!file || !fgets(text, sizeof(text), file))
			_exit(1);
		fclose(file);
		/* The first is this one. */
		pid = strtol(strchr(text, ' '), NULL, 10);
		if (pid > 0)
			_exit(kill((pid_t)pid, SIGKILL) ? 1 : 0);
	}
}

/* As the kernel does where memory is short, with this process first. */
TEST(a_guest_that_is_killed_has_not_failed_itself)
{
	struct console console = { 0 };
	struct guest guest = { .seconds = 20 };
	pid_t killer = start_killer();
	int ended = 1;

	assert_int_equal(run_script(&guest, &console,
				    ENTERED "echo more; exec sleep 60"),
			 VERDICT_END_FAULT);
	assert_string_equal(guest.failure,
			    "signal 9, as the kernel sends where memory is "
			    "short");
	assert_int_equal(waitpid(killer, &ended, 0), killer);
	assert_int_equal(ended, 0);
}

static bool is_immortal;

/* In the C library's place: a process that waits for a device lives on. */
int kill(pid_t pid, int signal)
{
	if (is_immortal)
		return 0;
	return (int)syscall(SYS_kill, pid, signal);
}

TEST(a_process_that_does_not_end_is_left_and_named)
{
	struct console console = { 0 };
	struct guest guest = { .seconds = 1 };

	is_immortal = true;
	assert_int_equal(run_script(&guest, &console, ENTERED "exec sleep 60"),
			 VERDICT_END_TIME);
	is_immortal = false;
	assert_true(guest.left > 0);
	assert_true(guest.took >= 5 && guest.took < 20);
	assert_int_equal(kill(guest.left, SIGKILL), 0);
	assert_int_equal(waitpid(guest.left, NULL, 0), guest.left);
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

/* A line as long as is kept has no end there. */
TEST(after_a_long_message_the_next_one_counts)
{
	struct console console = { 0 };
	struct guest guest = { .seconds = 5 };

	run_script(&guest, &console,
		   "printf '%03000d\\n' 7 >&2; "
		   "printf 'the \\033[31m\\377reason\\n' >&2");
	assert_string_equal(guest.message, "the [31mreason");
}

TEST(where_kvm_does_not_come_to_the_kernel_that_is_known)
{
	struct console console = { 0 };
	struct guest guest = { .seconds = 1, .accelerator = "kvm" };

	assert_int_equal(
		run_script(&guest, &console, "echo garbage; exec sleep 60"),
		VERDICT_END_TIME);
	assert_true(guest_lacks_kvm(&guest, &console));
	guest.accelerator = "tcg";
	assert_false(guest_lacks_kvm(&guest, &console));
}

/* How many seconds pass in one. */
static long speed = 1;

/* In the C library's place. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
	long err = syscall(SYS_clock_gettime, clock, now);
	long ns = now->tv_nsec * speed;

	now->tv_sec = now->tv_sec * speed + ns / 1000000000;
	now->tv_nsec = ns % 1000000000;
	return (int)err;
}

/* After 10 seconds or more there is a second way, or all of the time. */
TEST(a_guest_with_kvm_is_ended_early_only_for_another_way)
{
	static const char script[] = "sleep 2; " ENTERED;
	struct guest guest = { .seconds = 600,
			       .accelerator = "kvm",
			       .may_retry = true };
	struct console console = { 0 };

	speed = 20;
	assert_int_equal(run_script(&guest, &console, script),
			 VERDICT_END_TIME);
	assert_false(console_has_entered(&console));
	guest.may_retry = false;
	assert_int_equal(run_script(&guest, &console, script),
			 VERDICT_END_EXIT);
	assert_true(console_has_entered(&console));
	speed = 1;
}

static void print_it(const char *line)
{
	printf("%s\n", line);
	fflush(stdout);
}

/* The time of a guest goes on while nobody reads what it prints. */
TEST(a_reader_that_has_stopped_holds_nothing_up)
{
	struct console console = { 0 };
	struct guest guest = { .seconds = 2 };
	enum verdict_end end = VERDICT_END_LINE;
	int mine = dup(STDOUT_FILENO);
	int ends[2];
	int err;

	fake_qemu_write("while :; do echo a line of the guest; done");
	guest.qemu = fake_qemu;
	guest.memory = 256ULL << 20;
	guest.disks = &no_disks;
	guest.accelerator = "tcg";
	guest.program = memfd_create("program", MFD_CLOEXEC);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	fflush(stdout);
	assert_int_equal(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
	err = guest_run(&guest, &console, print_it, &end);
	assert_int_equal(dup2(mine, STDOUT_FILENO), STDOUT_FILENO);
	close(mine);
	close(ends[0]);
	close(ends[1]);
	close(guest.program);
	assert_int_equal(err, 0);
	assert_int_equal(end, VERDICT_END_TIME);
	assert_true(guest.took <= 5);
}

/* What is read in two parts is one line. */
TEST(a_pattern_matches_a_prompt_after_a_pause_alone)
{
	static const struct {
		const char *script;
		enum verdict_end end;
	} rows[] = {
		{ ENTERED "printf ready; sleep 0.2; echo ' not'; exec sleep 9",
		  VERDICT_END_TIME },
		{ ENTERED "printf 'more '; printf ready; exec sleep 9",
		  VERDICT_END_LINE },
		{ ENTERED "printf 'ready'", VERDICT_END_LINE },
	};
	struct console console;
	struct guest guest;
	regex_t until;
	size_t i;

	assert_int_equal(regcomp(&until, "ready$", REG_EXTENDED | REG_NOSUB),
			 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		console = (struct console){ .until = &until };
		guest = (struct guest){ .seconds = 3 };
		assert_row(rows[i].script,
			   run_script(&guest, &console, rows[i].script),
			   rows[i].end);
	}
	regfree(&until);
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
	assert_int_equal(end, VERDICT_END_FAULT);
	assert_string_equal(guest.failure, "exit status 127");
	assert_string_equal(guest.message, strerror(ENOENT));
	close(guest.program);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_guest_ends_by_itself_or_is_ended),
		cmocka_unit_test(a_guest_that_is_killed_has_not_failed_itself),
		cmocka_unit_test(a_process_that_does_not_end_is_left_and_named),
		cmocka_unit_test(the_last_words_of_qemu_are_kept),
		cmocka_unit_test(a_long_message_is_cut),
		cmocka_unit_test(
			where_kvm_does_not_come_to_the_kernel_that_is_known),
		cmocka_unit_test(
			a_guest_with_kvm_is_ended_early_only_for_another_way),
		cmocka_unit_test(after_a_long_message_the_next_one_counts),
		cmocka_unit_test(a_reader_that_has_stopped_holds_nothing_up),
		cmocka_unit_test(
			a_pattern_matches_a_prompt_after_a_pause_alone),
		cmocka_unit_test(where_kvm_works_there_is_no_second_guest),
		cmocka_unit_test(a_program_that_is_not_there_says_so),
	};

	return cmocka_run_group_tests(tests, fake_qemu_set_up,
				      fake_qemu_tear_down);
}
