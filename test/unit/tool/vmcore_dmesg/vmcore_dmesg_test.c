// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The program itself, run as a child on files in a temporary folder. */
#include <sys/wait.h>
#include <unistd.h>

#include "make_dump.h"
#include "test.h"

static char folder[] = "/tmp/vmcore_dmesg_test.XXXXXX";
static char text[16384];

/* The exit status; @text gets what came on stdout and stderr. */
static int run_program(const char *arguments)
{
	const char *program = getenv("VMCORE_DMESG_PROGRAM");
	char command[512];
	size_t used;
	FILE *pipe;
	int status;

	assert_non_null(program);
	snprintf(command, sizeof(command), "(cd %s && %s %s) 2>&1", folder,
		 program, arguments);
	pipe = popen(command, "r"); /* NOLINT(cert-env33-c): our own words */
	assert_non_null(pipe);
	used = fread(text, 1, sizeof(text) - 1, pipe);
	text[used] = '\0';
	status = pclose(pipe);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int make_file(void **state)
{
	static struct made made;
	char path[64];
	FILE *file;
	u32 i;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	made_ring(&made);
	for (i = 0; i < MADE_RECORDS; i++)
		made_ring_add(&made, &made_records[i]);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
	snprintf(path, sizeof(path), "%s/core", folder);
	file = fopen(path, "wb");
	if (!file || fwrite(made.file, 1, made.size, file) != made.size)
		return -1;
	return fclose(file);
}

static int remove_file(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/core", folder);
	return unlink(path) || rmdir(folder) ? -1 : 0;
}

#define LINE_0 "[    0.000000] Linux version 7.3\n"
#define LINE_1 "[    1.234567] pci 0000:00:01.0: \\x1b[31mred\n two\n"
#define LINE_2 "[98765.432109] \n"
#define LINE_3 "[98765.433000] Kernel panic \"\\\" \\xc3\\xa4 \\xff\n"

TEST(the_log_is_printed_and_chosen_from)
{
	static const struct {
		const char *arguments;
		const char *text;
	} rows[] = {
		{ "core", LINE_0 LINE_1 LINE_2 LINE_3 },
		{ "core --level=info", LINE_1 LINE_2 },
		{ "core --level=err+", LINE_3 },
		{ "core -s 1.234567890", LINE_1 LINE_2 LINE_3 },
		{ "core -s 1.234567891", LINE_2 LINE_3 },
		{ "core -s -0.001", LINE_2 LINE_3 },
		{ "core -s -0.0001", LINE_3 },
		{ "core -s -4000000000", LINE_0 LINE_1 LINE_2 LINE_3 },
		{ "-s 99999 core", "" },
		{ "-l 6 -s 2 core", LINE_2 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].arguments, run_program(rows[i].arguments),
			   0);
		assert_string_equal(text, rows[i].text);
	}
	assert_int_equal(run_program("--json -l 0 core"), 0);
	assert_non_null(strstr(text, "{\"seq\":3,\"time_ns\":98765433000000,"));
}

TEST(mistakes_have_a_status_and_a_line)
{
	static const struct {
		const char *arguments;
		int status;
		const char *says;
	} rows[] = {
		{ "--help", 0, "Usage: vmcore-dmesg " },
		{ "--version", 0, "vmcore-dmesg (kexec " },
		{ "", 1, "usage: vmcore-dmesg " },
		{ "core core", 1, "usage: vmcore-dmesg " },
		{ "--bogus core", 1, "unrecognized option" },
		{ "nothing", 2, "vmcore-dmesg: nothing: Cannot open: No such" },
		{ ".", 3, "directory" },
		{ "/dev/null", 3, "the file ends" },
		{ "/etc/passwd", 4, "Missing elf signature" },
		{ "-h >/dev/full", 54, "No space left" },
		{ "-v >/dev/full", 54, "No space left" },
		{ "core >/dev/full", 54, "No space left" },
		{ "-s -1 core >/dev/full", 54, "No space left" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].arguments, run_program(rows[i].arguments),
			   rows[i].status);
		if (!strstr(text, rows[i].says))
			fail_msg("\"%s\" said: %s", rows[i].arguments, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_log_is_printed_and_chosen_from),
		cmocka_unit_test(mistakes_have_a_status_and_a_line),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
