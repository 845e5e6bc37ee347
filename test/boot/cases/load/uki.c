// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A unified kernel image with two profiles: it loads by every call, and one
 * profile is started with nothing given beside it. A profile that it does not
 * have does not load, and what was loaded stays.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <string.h>

#define UKI "/uki/kernel.efi"

static const char *const calls[] = { "-c", "-s", "-a" };

/* @option: --profile=..., or NULL */
static void load_uki(const char *call, const char *option,
		     struct tool_result *result)
{
	const char *const load[] = { "/kexec", call, "-l", UKI, option, NULL };

	run_tool(load, result);
	if (result->status || !kexec_loaded())
		fail("kexec %s -l %s %s: exit status %d: %s", call, UKI,
		     option ? option : "", result->status, result->output);
}

static void try_all(void)
{
	static const char *const options[] = { NULL, "--profile=0",
					       "--profile=other" };
	const char *const unload[] = { "/kexec", "-u", NULL };
	struct tool_result result;

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(options); j++) {
			load_uki(calls[i], options[j], &result);
			run_tool(unload, &result);
			if (kexec_loaded())
				fail("kexec -u: exit status %d: %s",
				     result.status, result.output);
		}
	}
}

/* What systemctl relies on: ENOEXEC, and no other errno, to the whole file. */
static void try_whole(void)
{
	const char *const load[] = { "/kexec", "-d", "-s", "-l", UKI, NULL };
	struct tool_result result;

	run_tool(load, &result);
	if (result.status || !kexec_loaded() ||
	    !strstr(result.output, "\"\": Exec format error"))
		fail("kexec -d -s -l %s: exit status %d: %s", UKI,
		     result.status, result.output);
}

static void try_missing(void)
{
	struct tool_result result;

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		const char *const load[] = { "/kexec", calls[i],	 "-l",
					     UKI,      "--profile=none", NULL };

		run_tool(load, &result);
		if (!result.status ||
		    !strstr(result.output, "has no profile none (it has 2)"))
			fail("kexec %s -l --profile=none: exit status %d: %s",
			     calls[i], result.status, result.output);
		if (!kexec_loaded())
			fail("nothing is loaded any more");
	}
}

void case_uki(void)
{
	const char *profile = word("profile", "main");
	struct tool_result result;
	char hex[SHA256_HEX_SIZE];
	char cmdline[2048];
	char option[64];
	struct load load;
	char call[4];
	char path[64];

	kexec_arrive();
	load_from_words(&load);
	try_all();
	try_whole();
	snprintf(call, sizeof(call), "-%s", word("call", "c"));
	snprintf(option, sizeof(option), "--profile=%s", profile);
	load_uki(call, same_text(profile, "main") ? NULL : option, &result);
	try_missing();
	snprintf(path, sizeof(path), "/uki/%s", profile);
	read_text(path, cmdline, sizeof(cmdline));
	load.cmdline = cmdline;
	read_text("/uki/payload.sha256", hex, sizeof(hex));
	expect_payload(hex);
	/* Which release comes up is in the header of the kernel in it. */
	jump(&load);
}
