// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What kexec --status says for people: of a load by the tool, of one that
 * another program makes in its place, and of an empty slot. A dry run names the
 * call that the load makes, on this kernel.
 */
#include "test/boot/guest.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void must_say(const struct tool_result *result, const char *words)
{
	if (!strstr(result->output, words))
		fail("no '%s' in: %s", words, result->output);
}

static void status_says(int status, const char *words)
{
	static const char *const argv[] = { "/kexec", "-S", "-l", "-d", NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status != status)
		fail("kexec -S -l -d: exit status %d: %s", result.status,
		     result.output);
	must_say(&result, words);
}

/* Without -d, and without a terminal, scripts read nothing. */
static void status_is_silent(void)
{
	static const char *const argv[] = { "/kexec", "-S", "-l", NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status != 1 || *result.output)
		fail("kexec -S -l: exit status %d: %s", result.status,
		     result.output);
}

/* Return: the call that was made, as the dry run has named it. */
static const char *load_as_foretold(const char *kernel)
{
	const char *const dry[] = { "/kexec", "--dry-run",  "-l",
				    kernel,   "--append=x", NULL };
	const char *const load[] = { "/kexec", "-l", kernel, "--append=x",
				     NULL };
	struct tool_result result;
	bool is_segments;

	run_tool(dry, &result);
	if (result.status)
		fail("kexec --dry-run: exit status %d: %s", result.status,
		     result.output);
	if (kexec_loaded())
		fail("kexec --dry-run has loaded something");
	is_segments = strstr(result.output, "system call     kexec_load(2)");
	run_tool(load, &result);
	if (result.status)
		fail("kexec -l: exit status %d: %s", result.status,
		     result.output);
	return is_segments ? "by            kexec_load(2), on "
			   : "by            kexec_file_load(2), on ";
}

void case_status(void)
{
	static const char *const unload[] = { "/kexec", "-u", NULL };
	struct load words;
	struct tool_result result;
	bool counts;

	kexec_arrive();
	load_from_words(&words);
	mkdir("/run", 0755);
	counts = !access("/sys/kernel/kexec_loads", F_OK);
	status_says(0, "normal kernel   not loaded");
	if (counts)
		status_says(0, "hooks           ");
	status_says(1, load_as_foretold(words.kernel));
	status_says(1, "command line  \"x\"");
	status_is_silent();
	/* Another program: a system call. */
	if (load_kernel_file(words.kernel))
		fail("kexec_file_load failed");
	if (counts)
		status_says(1, "another program than kexec(8)");
	verdict("counts", "%d", counts);
	run_tool(unload, &result);
	status_says(0, "normal kernel   not loaded");
	if (!access("/run/kexec/normal", F_OK))
		fail("kexec -u leaves its record");
	pass();
}
