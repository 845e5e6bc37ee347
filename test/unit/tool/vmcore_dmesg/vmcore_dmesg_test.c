// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The program itself, run as a child on files in a temporary directory. */
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"

static char folder[] = "/tmp/vmcore_dmesg_test.XXXXXX";
static char text[16384];

/* Returns the exit status; @text gets stdout and stderr. */
static int run_program(const char *arguments)
{
	const char *program = getenv("VMCORE_DMESG_PROGRAM");
	/* What runs programs of another architecture; Meson sets it. */
	const char *runner = getenv("MESON_EXE_WRAPPER");
	char command[512];
	size_t used;
	FILE *pipe;
	int status;

	assert_non_null(program);
	snprintf(command, sizeof(command), "(cd %s && %s %s %s) 2>&1", folder,
		 runner ? runner : "", program, arguments);
	pipe = popen(command, "r"); /* NOLINT(cert-env33-c): our own command */
	assert_non_null(pipe);
	used = fread(text, 1, sizeof(text) - 1, pipe);
	text[used] = '\0';
	status = pclose(pipe);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int write_file(struct made *made, const char *name)
{
	char path[64];
	FILE *file;

	made_elf(made, ELFCLASS64, MADE_VA_BOTH);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (!file || fwrite(made->file, 1, made->size, file) != made->size)
		return -1;
	return fclose(file);
}

static int write_to(const char *command, const struct made *made)
{
	FILE *pipe =
		popen(command, "w"); /* NOLINT(cert-env33-c): our command */

	if (!pipe || fwrite(made->file, 1, made->size, pipe) != made->size)
		return -1;
	return pclose(pipe);
}

/* The same as saved by kdump-tools: flattened, in a gzip file. */
static int write_packed(struct made *made, const char *name)
{
	char command[128];

	snprintf(command, sizeof(command), "gzip -c >%s/%s", folder, name);
	made_elf(made, ELFCLASS64, MADE_VA_BOTH);
	made_flat(made);
	return write_to(command, made);
}

/* A log of Linux 5.4 whose last record has an impossible length. */
static void make_damaged(struct made *made)
{
	u64 last = 0;
	u32 i;

	made_list(made);
	for (i = 0; i < MADE_RECORDS; i++) {
		last = made->next_index;
		made_list_add(made, &made_records[i]);
	}
	kx_write_le16(made->memory + MADE_TEXT_ARRAY + last + 8, 15);
}

static int make_files(void **state)
{
	static struct made made;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	made_full_ring(&made);
	if (write_file(&made, "core"))
		return -1;
	make_damaged(&made);
	if (write_file(&made, "damaged"))
		return -1;
	made_full_ring(&made);
	return write_packed(&made, "core.gz");
}

static int remove_files(void **state)
{
	static const char *const names[] = { "core", "damaged", "core.gz" };
	char path[64];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		if (unlink(path))
			return -1;
	}
	return rmdir(folder);
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
		{ HAVE_ZLIB ? "core.gz" : "core", LINE_0 LINE_1 LINE_2 LINE_3 },
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

TEST(what_comes_before_the_damage_is_printed)
{
	static const char says[] = "vmcore-dmesg: damaged: Cycle when parsing ";
	static const struct {
		const char *arguments;
		const char *text;
	} rows[] = {
		{ "damaged", LINE_0 LINE_1 LINE_2 },
		{ "damaged -s 2", LINE_2 },
		{ "damaged -s -0.001", LINE_2 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t size = strlen(rows[i].text);

		assert_row(rows[i].arguments, run_program(rows[i].arguments),
			   68);
		assert_memory_equal(text, rows[i].text, size);
		assert_memory_equal(text + size, says, strlen(says));
	}
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
		cmocka_unit_test(what_comes_before_the_damage_is_printed),
		cmocka_unit_test(mistakes_have_a_status_and_a_line),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
