// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Where signatures are enforced, a kernel that is packed in what the running
 * kernel can't read is refused: it gets the file that was given, and no copy
 * that somebody unpacked.
 */
#include "test/boot/guest.h"

static void try_tool(const char *call, const char *path)
{
	const char *const load[] = { "/kexec",		 "-d", call, "-l", path,
				     "--command-line=x", NULL };
	struct tool_result result;
	const char *first;

	run_tool(load, &result);
	if (!result.status || kexec_loaded() ||
	    !strstr(result.output, "no unpacked copy"))
		fail("kexec %s -l %s: exit status %d: %s", call, path,
		     result.status, result.output);
	/* -d shows each call: there was one. */
	first = strstr(result.output, "kexec_file_load: flags");
	if (!first || strstr(first + 1, "kexec_file_load: flags 0"))
		fail("kexec %s -l %s: not one call: %s", call, path,
		     result.output);
}

/*
 * A UKI is not taken apart, and nothing in it is replaced. -a does not go on
 * with kexec_load(2), which judges nothing.
 */
static void try_uki(const char *call, const char *option, const char *says)
{
	const char *const load[] = { "/kexec",		call,	"-l",
				     "/uki/kernel.efi", option, NULL };
	struct tool_result result;

	run_tool(load, &result);
	if (!result.status || kexec_loaded() || !strstr(result.output, says))
		fail("kexec %s -l /uki/kernel.efi %s: exit status %d: %s", call,
		     option ? option : "", result.status, result.output);
}

void case_packed_judged(void)
{
	kexec_arrive();
	try_tool("-s", "/packed/vmlinuz.gz");
	try_tool("-s", "/packed/vmlinuz.zboot");
	/* kexec_load(2) would load what nothing has judged. */
	try_tool("-a", "/packed/vmlinuz.gz");
	try_uki("-s", NULL, "no unpacked copy");
	try_uki("-s", "--append=x", "nothing stands for");
	try_uki("-s", "--profile=other", "nothing stands for");
	try_uki("-a", NULL, "no unpacked copy");
	pass();
}
