// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The program itself, run as a child. Only with arguments that make no kexec
 * system call: they might work on this machine.
 */
#include <string.h>
#include <sys/wait.h>

#include "test/unit/test.h"

/* Returns the exit status; @text gets stdout and stderr. */
static int run_program(const char *arguments, char *text, size_t size)
{
	const char *program = getenv("KEXEC_PROGRAM");
	/* What runs programs of another architecture; Meson sets it. */
	const char *runner = getenv("MESON_EXE_WRAPPER");
	char command[512];
	size_t used;
	FILE *pipe;
	int status;

	assert_non_null(program);
	snprintf(command, sizeof(command), "(%s %s %s) 2>&1",
		 runner ? runner : "", program, arguments);
	pipe = popen(command, "r"); /* NOLINT(cert-env33-c): our own command */
	assert_non_null(pipe);
	used = fread(text, 1, size - 1, pipe);
	text[used] = '\0';
	status = pclose(pipe);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

TEST(the_program_answers_with_status_and_words)
{
	static const struct {
		const char *arguments;
		int status;
		const char *says;
	} rows[] = {
		{ "--version", 0, "kexec-tools " },
		{ "-v", 0, "kexec-tools " },
		{ "--help", 0, "Usage: kexec " },
		{ "-h 2>/dev/null", 0, "--reuse-cmdline" },
		{ "-h >/dev/full", 255, "No space left" },
		{ "-v >/dev/full", 255, "No space left" },
		{ "", 255, "No kernel specified" },
		{ "-l", 255, "No kernel specified" },
		{ "-S --bogus", 255, "unrecognized option" },
		{ "--bogus", 1, "unrecognized option" },
		{ "-l /nonexistent", 255, "kexec: open kernel /nonexistent" },
		{ "-c -l /nonexistent", 1, "kexec: open kernel /nonexistent" },
		{ "-l /", 255, "it is a directory" },
		{ "-l /dev/null", 255, "it is a device" },
		{ "-p /nonexistent", 255, "kexec: open kernel /nonexistent" },
		{ "-c -p /nonexistent", 1, "kexec: open kernel /nonexistent" },
	};
	char text[8192];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].arguments,
			   run_program(rows[i].arguments, text, sizeof(text)),
			   rows[i].status);
		if (!strstr(text, rows[i].says))
			fail_msg("\"%s\" said: %s", rows[i].arguments, text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_program_answers_with_status_and_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
