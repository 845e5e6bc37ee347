// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * bad_input: the same errors with kexec(8). Each ends with a non-zero exit
 * status and one line that names the fault.
 */
#include "test/boot/cases/load/bad_input.h"
#include "test/boot/cases/oracle/oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "/badfiles"

/* NULL means the good kernel, and no initrd. */
static const struct {
	const char *name;
	enum why why; /* with kexec_file_load Linux finds the fault */
	const char *kernel;
	const char *initrd;
	const char *mentions;
	bool by_sum; /* only the file's CRC shows it: kexec -s reads none */
} rows[] = {
	{ "no such kernel", AS_LINUX, FOLDER "/none", NULL, "none" },
	{ "kernel is a folder", AS_LINUX, FOLDER, NULL, FOLDER },
	{ "empty kernel", AS_LINUX, FOLDER "/empty", NULL, "empty" },
	{ "text as kernel", AS_LINUX, FOLDER "/text", NULL, "text" },
	{ "program as kernel", AS_LINUX, "/init", NULL, "/init" },
	{ "kernel cut in its header", AS_LINUX, FOLDER "/header", NULL,
	  "header" },
	{ "kernel cut in half", DAMAGED, FOLDER "/half", NULL, "half" },
	{ "kernel one byte short", DAMAGED, FOLDER "/short", NULL, "short" },
	{ "kernel with a flipped bit", DAMAGED, FOLDER "/flipped", NULL,
	  "flipped", true },
	{ "no such initrd", AS_LINUX, NULL, FOLDER "/none", "none" },
	{ "initrd is a folder", AS_LINUX, NULL, FOLDER, FOLDER },
};

static void make_files(const char *kernel)
{
	struct bytes good = map_file(kernel);
	struct bytes part = good;
	uint8_t *copy = malloc(good.size);

	mkdir(FOLDER, 0755);
	write_file(FOLDER "/empty", (struct bytes){ NULL, 0 });
	write_file(FOLDER "/text",
		   (struct bytes){ (const uint8_t *)"text\n", 5 });
	part.size = guest_machine.header_end - 8;
	write_file(FOLDER "/header", part);
	part.size = good.size / 2;
	write_file(FOLDER "/half", part);
	part.size = machine_kernel_end(good) - 1;
	write_file(FOLDER "/short", part);
	memcpy(copy, good.data, good.size);
	copy[machine_guarded_byte(good)] ^= 4;
	write_file(FOLDER "/flipped", (struct bytes){ copy, good.size });
	free(copy);
}

/*
 * The message is one line. The segments may follow, which kexec-tools prints if
 * the kernel refuses them.
 */
static bool is_one_line(const char *output)
{
	const char *end = strchr(output, '\n');

	return end && end > output &&
	       (!end[1] || starts_with(end + 1, "entry "));
}

/* @mentions: text that the message must contain, or NULL. */
static void judge(const char *name, const struct tool_result *result,
		  const char *mentions)
{
	const char *wrong = NULL;

	if (!result->status)
		wrong = "kexec says that it went well";
	else if (result->status >= 128 && result->status < 160)
		wrong = "kexec died of a signal";
	else if (!is_one_line(result->output))
		wrong = "kexec does not say why, in one line";
	else if (mentions && !strstr(result->output, mentions))
		wrong = "kexec does not say on what";
	oracle_fact(name, wrong);
}

static void try_row(size_t row, const char *call, const char *kernel)
{
	char initrd[128] = "--initrd=/initrd";
	const char *path = rows[row].kernel ? rows[row].kernel : kernel;
	const char *const argv[] = {
		"/kexec", call, "-l", path, initrd, "--command-line=x", NULL,
	};
	struct tool_result result;
	char title[128];

	if (rows[row].initrd)
		snprintf(initrd, sizeof(initrd), "--initrd=%s",
			 rows[row].initrd);
	run_tool(argv, &result);
	snprintf(title, sizeof(title), "kexec %s: %s", call, rows[row].name);
	judge(title, &result, rows[row].mentions);
}

static void try_long_cmdline(const char *call, const char *kernel)
{
	char cmdline[3100] = "--command-line=";
	const char *const argv[] = {
		"/kexec", call, "-l", kernel, cmdline, NULL
	};
	struct tool_result result;

	memset(cmdline + strlen(cmdline), 'x', 3000);
	run_tool(argv, &result);
	judge("command line of 3000", &result, NULL);
}

void bad_tool_calls(const char *kernel)
{
	static const char *const calls[] = { "-c", "-s" };

	make_files(kernel);
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		for (size_t row = 0; row < ARRAY_SIZE(rows); row++) {
			/* With -c the tool itself reads the file. */
			if (same_text(calls[i], "-c") ||
			    rows[row].why == AS_LINUX ||
			    (!rows[row].by_sum && oracle_holds(rows[row].why)))
				try_row(row, calls[i], kernel);
		}
		if (same_text(calls[i], "-c") || !oracle_holds(CUT_OFF))
			try_long_cmdline(calls[i], kernel);
	}
}
