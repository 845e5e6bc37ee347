// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A bar appears on a terminal after a second, and leaves nothing there. stderr
 * is a terminal of this test.
 */
#include "tool/kexec/progress.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"
#include "tool/kexec/run.h"
#include "tool/kexec/warn.h"

static char text[8192];

/* How long the load takes. */
static unsigned int call_ms;

static void wait_ms(unsigned int ms)
{
	const struct timespec time = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

static int open_terminal(int *saved)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	struct termios mode;
	int end;

	assert_true(terminal >= 0);
	assert_int_equal(grantpt(terminal), 0);
	assert_int_equal(unlockpt(terminal), 0);
	end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	assert_true(end >= 0);
	assert_int_equal(tcgetattr(end, &mode), 0);
	cfmakeraw(&mode);
	assert_int_equal(tcsetattr(end, TCSANOW, &mode), 0);
	fflush(stderr);
	*saved = dup(STDERR_FILENO);
	dup2(end, STDERR_FILENO);
	close(end);
	return terminal;
}

/* Once its other end is closed, a terminal gives all that it got, and EIO. */
static void close_terminal(int terminal, int saved)
{
	size_t size = 0;
	ssize_t got;

	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	do {
		got = read(terminal, text + size, sizeof(text) - 1 - size);
		size += got > 0 ? (size_t)got : 0;
	} while (got > 0 && size < sizeof(text) - 1);
	text[size] = '\0';
	close(terminal);
}

/* What a terminal has got of a load that takes so long. */
static void show_load(unsigned int flags, const char *warning)
{
	const struct options options = { .flags = flags };
	struct kexec_ctx *ctx;
	int saved;
	int terminal;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	terminal = open_terminal(&saved);
	progress_begin(ctx, &options);
	wait_ms(call_ms);
	if (warning)
		warn(&options, "%s", warning);
	progress_end(ctx);
	close_terminal(terminal, saved);
	kexec_ctx_free(ctx);
}

TEST(a_short_load_draws_nothing)
{
	call_ms = 100;
	show_load(0, NULL);
	assert_string_equal(text, "");
}

TEST(a_long_load_draws_a_bar_and_removes_it)
{
	static const char begin[] = "\r[>                             ]   0% "
				    "checking the files, 1 s\033[K";
	size_t size;

	call_ms = 1600;
	show_load(0, NULL);
	assert_ptr_equal(strstr(text, begin), text);
	size = strlen(text);
	assert_true(size > 4);
	assert_string_equal(text + size - 4, "\r\033[K");
}

TEST(a_warning_has_a_line_of_its_own)
{
	call_ms = 1200;
	show_load(0, "of something");
	assert_non_null(strstr(text, "\r\033[Kkexec: warning: of something\n"));
}

TEST(who_wants_no_bar_gets_none)
{
	call_ms = 1200;
	show_load(FLAG_QUIET, NULL);
	assert_string_equal(text, "");
	show_load(FLAG_DEBUG, NULL);
	assert_string_equal(text, "");
}

/* From the command line to the system call. */
TEST(a_load_by_the_program_has_a_bar)
{
	struct options options;
	struct fixture fixture;
	char *argv[] = { (char *)(uintptr_t) "kexec",
			 (char *)(uintptr_t) "-c",
			 (char *)(uintptr_t) "-l",
			 (char *)(uintptr_t) "--append=x",
			 NULL,
			 NULL };
	int terminal;
	int saved;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ .load_ms = 1300 };
	argv[4] = fixture.kernel;
	assert_int_equal(options_parse(5, argv, &options), 0);
	terminal = open_terminal(&saved);
	assert_int_equal(run(fixture.ctx, &options), 0);
	close_terminal(terminal, saved);
	assert_non_null(strstr(text, "]  50% loading, 1 s\033[K"));
	fixture_free(&fixture);
}

TEST(a_line_fits_on_a_terminal)
{
	char line[PROGRESS_LINE];

	progress_line(line, KEXEC_STAGE_CALL, 50, 12);
	assert_string_equal(line, "[===============>              ]  50% "
				  "loading, 12 s");
	progress_line(line, KEXEC_STAGE_KERNEL, 100, 4294967295U);
	assert_string_equal(line, "[==============================] 100% "
				  "unpacking the kernel, 4294967295 s");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_load_draws_nothing),
		cmocka_unit_test(a_long_load_draws_a_bar_and_removes_it),
		cmocka_unit_test(a_warning_has_a_line_of_its_own),
		cmocka_unit_test(who_wants_no_bar_gets_none),
		cmocka_unit_test(a_load_by_the_program_has_a_bar),
		cmocka_unit_test(a_line_fits_on_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
