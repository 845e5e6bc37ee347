// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * memtest86+: a bzImage that is no Linux. It lies at 1 MiB or not at all, says
 * nothing of 5 levels of page tables, and in one of its two files has a 32-bit
 * entry point alone. Linux's kexec_file_load(2) takes neither, so a load by
 * either call goes on to the other. The host sees it test on the console.
 */
#include "test/boot/guest.h"

#include <stdio.h>

static void try_file_load(const char *path)
{
	const char *const load[] = { "/kexec", "-s", "-l", path, NULL };
	struct tool_result result;

	run_tool(load, &result);
	if (!result.status || kexec_loaded())
		fail("kexec -s -l %s: exit status %d: %s", path, result.status,
		     result.output);
	verdict("file_load", "%s", result.output);
}

void case_memtest(void)
{
	const char *const start[] = { "/kexec", "-e", NULL };
	struct tool_result result;
	char path[64];
	struct load load = {
		.client = "/kexec",
		.call = same_text(word("call", "c"), "a") ? "-a" : "-c",
		.kernel = path,
		.cmdline = "console=ttyS0,115200",
	};

	snprintf(path, sizeof(path), "/boot/memtest86+%s.bin",
		 word("image", "x64"));
	kexec_arrive();
	try_file_load(path);
	load_kernel(&load, &result);
	coverage_save();
	say("jump");
	run_tool(start, &result);
	fail("kexec -e came back with exit status %d: %s", result.status,
	     result.output);
}
