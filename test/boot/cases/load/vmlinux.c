// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A vmlinux, plain and packed: kexec_load(2) loads both, and kexec_file_load(2)
 * none, on Linux and on kexec.ko, so that the default goes on to the first. One
 * that is cut or is no Linux does not load, and what was loaded stays. One is
 * started.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const files[] = { "/vmlinux/plain", "/vmlinux/gz" };

static const struct {
	const char *call;
	const char *type; /* NULL: it is found out */
	const char *says; /* NULL: it loads */
} rows[] = {
	{ "-c", "--type=elf-x86_64", NULL },
	{ "-c", "--args-linux", NULL },
	{ "-a", "--type=elf-x86_64", NULL },
	{ "-a", "--args-linux", NULL },
	{ "-s", "--args-linux", "the running kernel can't " },
	{ "-c", "--type=bzImage", "it is a vmlinux" },
};

/* What does not load leaves what the load before has loaded. */
static void try_tool(const char *file, size_t row)
{
	const char *const load[] = {
		"/kexec",	rows[row].call,	    "-l", file,
		rows[row].type, "--command-line=x", NULL
	};
	struct tool_result result;

	run_tool(load, &result);
	if (!result.status != !rows[row].says || !kexec_loaded() ||
	    (rows[row].says && !strstr(result.output, rows[row].says)))
		fail("kexec %s -l %s %s: exit status %d: %s", rows[row].call,
		     file, rows[row].type, result.status, result.output);
}

static void expect_refusal(const char *path, const char *says)
{
	const char *const load[] = { "/kexec",		 "-a", "-l", path,
				     "--command-line=x", NULL };
	struct tool_result result;

	run_tool(load, &result);
	if (!result.status || !strstr(result.output, says))
		fail("kexec -a -l %s: exit status %d: %s", path, result.status,
		     result.output);
	if (!kexec_loaded())
		fail("kexec -a -l %s: nothing is loaded any more", path);
}

static void try_bad(void)
{
	struct bytes whole = map_file(files[0]);
	uint8_t *copy = malloc(whole.size);

	write_file("/cut", (struct bytes){ whole.data, whole.size / 4 });
	expect_refusal("/cut", "truncated?");
	memcpy(copy, whole.data, whole.size);
	copy[0x1b] ^= 0x40; /* e_entry, far from all */
	write_file("/entry", (struct bytes){ copy, whole.size });
	expect_refusal("/entry", "e_entry 0x4");
	expect_refusal("/kexec", "64-bit ELF");
	free(copy);
}

void case_vmlinux(void)
{
	struct tool_result result;
	struct load load;
	const char *plain;
	char call[4];

	kexec_arrive();
	load_from_words(&load);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		for (size_t j = 0; j < ARRAY_SIZE(rows); j++)
			try_tool(files[i], j);
	snprintf(call, sizeof(call), "-%s", word("call", "c"));
	load.call = call;
	plain = load.kernel;
	load.kernel = strcmp(word("file", "plain"), "gz") ? files[0] : files[1];
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	try_bad();
	/* Which release comes up is in the header of its bzImage. */
	load.kernel = plain;
	jump(&load);
}
