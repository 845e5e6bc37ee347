// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF files that are not Linux (test/boot/program/): refused until it is said
 * what they get, and by kexec_file_load(2) in any case; started with ELF boot
 * notes, or with nothing. The host compares what they say.
 */
#include "test/boot/guest.h"

#include <stdio.h>

#define LINE "console=ttyS0 two  words"

static void expect_refusal(const char *const argv[], const char *says)
{
	struct tool_result result;

	run_tool(argv, &result);
	if (!result.status || !strstr(result.output, says) || kexec_loaded())
		fail("kexec %s ... %s: exit status %d: %s", argv[1], argv[3],
		     result.status, result.output);
}

static void try_refusals(const char *path, const char *args)
{
	const char *const unsaid[] = { "/kexec", "-a", "-l", path, NULL };
	const char *const by_file[] = {
		"/kexec", "-s", "-l", path, args, NULL
	};
	const char *const initrd[] = { "/kexec", "-c", "-l",
				       path,	 args, "--initrd=/kexec",
				       NULL };
	const char *const pvh[] = { "/kexec",	      "-c", "-l", path,
				    "--type=pvh-x86", NULL };

	expect_refusal(unsaid, "--args-none");
	expect_refusal(by_file, "kexec_file_load(2) enters");
	expect_refusal(initrd, "initrd");
	expect_refusal(pvh, "PVH");
}

void case_program(void)
{
	const char *const start[] = { "/kexec", "-e", NULL };
	bool has_notes = same_text(word("args", "elf"), "elf");
	struct tool_result result;
	char path[32];
	char args[32];
	const char *load[] = {
		"/kexec", same_text(word("call", "c"), "a") ? "-a" : "-c",
		"-l",	  path,
		args,	  has_notes ? "--command-line=" LINE : NULL,
		NULL
	};

	snprintf(path, sizeof(path), "/program/%s", word("bits", "64"));
	snprintf(args, sizeof(args), "--args-%s", word("args", "elf"));
	kexec_arrive();
	try_refusals(path, args);
	run_tool(load, &result);
	if (result.status || !kexec_loaded())
		fail("kexec %s -l %s %s: exit status %d: %s", load[1], path,
		     args, result.status, result.output);
	verdict("expect_program", "of %s bits, registers %s%s",
		word("bits", "64"),
		has_notes && same_text(word("bits", "64"), "32") ? "e1fb007"
								 : "0",
		has_notes ? " and argument, note 2 <kexec>, note 4 <" LINE ">"
			  : " and argument 0");
	coverage_save();
	say("jump");
	run_tool(start, &result);
	fail("kexec -e came back with exit status %d: %s", result.status,
	     result.output);
}
