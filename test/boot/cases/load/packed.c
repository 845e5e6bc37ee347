// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A distribution's kernel in every container that there is: each loads by every
 * call, and one of them is started. One that is cut does not load, and neither
 * does one that is packed with what we have no library for; what was loaded
 * stays.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const names[] = { "gz",  "xz",   "lzma", "zst",
				     "lz4", "lz4l", "bz2",  "zboot" };
static const char *const calls[] = { "-c", "-s", "-a" };

static const char *path_of(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "/packed/vmlinuz.%s", name);
	return path;
}

static void try_tool(const char *path, const char *call)
{
	const char *const load[] = { "/kexec",		 call, "-l", path,
				     "--command-line=x", NULL };
	const char *const unload[] = { "/kexec", "-u", NULL };
	struct tool_result result;

	run_tool(load, &result);
	if (result.status || !kexec_loaded())
		fail("kexec %s -l %s: exit status %d: %s", call, path,
		     result.status, result.output);
	run_tool(unload, &result);
	if (kexec_loaded())
		fail("kexec -u: exit status %d: %s", result.status,
		     result.output);
}

/* Half of a file: what is loaded stays, whichever call it is. */
static void try_cut(void)
{
	struct bytes whole = map_file(path_of("gz"));
	struct tool_result result;

	write_file("/cut.gz", (struct bytes){ whole.data, whole.size / 2 });
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		const char *const load[] = {
			"/kexec",  calls[i],	       "-l",
			"/cut.gz", "--command-line=x", NULL
		};

		run_tool(load, &result);
		if (!result.status ||
		    !strstr(result.output, "gzip data ends too early"))
			fail("kexec %s -l /cut.gz: exit status %d: %s",
			     calls[i], result.status, result.output);
		if (!kexec_loaded())
			fail("kexec %s -l /cut.gz: nothing is loaded any more",
			     calls[i]);
	}
}

void case_packed(void)
{
	struct tool_result result;
	struct load load;
	const char *plain;
	char call[4];

	kexec_arrive();
	load_from_words(&load);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		for (size_t j = 0; j < ARRAY_SIZE(calls); j++)
			try_tool(path_of(names[i]), calls[j]);
	snprintf(call, sizeof(call), "-%s", word("call", "c"));
	load.call = call;
	plain = load.kernel;
	load.kernel = path_of(word("packed", "gz"));
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	try_cut();
	/* Which release comes up is in the header of the plain one. */
	load.kernel = plain;
	jump(&load);
}
