// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The programs in the manual pages do what the pages say. They have the names
 * of their pages. The kernel that kexec_file_load(2)'s example loads is
 * started, and sees the initrd and the command line.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <unistd.h>

#define OF(page) "/examples/" page

static void run(const char *const argv[], int status, const char *output)
{
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status != status)
		fail("%s: exit status %d instead of %d: %s", argv[0],
		     result.status, status, result.output);
	if (!same_text(result.output, output))
		fail("%s said: %s", argv[0], result.output);
}

/* kexec.ko(4): inserts the module if it is needed, and only then. */
static void check_get_kexec(void)
{
	const char *const argv[] = { OF("kexec.ko.4"), "/kexec.ko", NULL };

	if (kexec_is_module()) {
		run(argv, 0, "this kernel has kexec now\n");
		if (remove_module("kexec"))
			fail("kexec.ko can't be removed");
	}
	kexec_arrive();
	run(argv, 0, "this kernel has kexec\n");
}

static void check_kexec_load(void)
{
	const char *const argv[] = { OF("kexec_load.2"), NULL };

	run(argv, 0, "loaded: 1\nloaded: 0\n");
	if (kexec_loaded())
		fail("%s has left something loaded", argv[0]);
}

/* The same page's second one: an image that reads a register, and returns. */
static void check_return(void)
{
	const char *const argv[] = { OF("kexec_load.2-2"), NULL };

	/* Without access to physical addresses it cannot start. */
	if (access("/proc/self/pagemap", F_OK))
		run(argv, 2, "");
	else if (kexec_is_module())
		run(argv, 0, "CR4 in the image: 0x20\n");
	else
		run(argv, 1, "kexec_load: Invalid argument\n");
	if (kexec_loaded())
		fail("%s has left something loaded", argv[0]);
}

/* libkexec(3) */
static void check_library(const struct load *load)
{
	const char *const argv[] = { OF("libkexec.3"), load->kernel,
				     load->initrd, NULL };
	const char *const bad[] = { OF("libkexec.3"), "/none", load->initrd,
				    NULL };

	char says[256];

	/* The library finds the one that is here. */
	snprintf(says, sizeof(says),
		 "open kernel /none: No such file or directory; check the "
		 "path, or give %s\n",
		 load->kernel);
	run(bad, 1, says);
	run(argv, 0, "");
	if (!kexec_loaded())
		fail("%s has loaded nothing", argv[0]);
	if (call_kexec_load(0, 0, NULL, 0))
		fail("no unload");
}

static void check_kexec_file_load(const struct load *load)
{
	const char *const bad[] = { OF("kexec_file_load.2"), load->initrd, "",
				    load->cmdline, NULL };
	const char *const good[] = { OF("kexec_file_load.2"), load->kernel,
				     load->initrd, load->cmdline, NULL };

	run(bad, 1, "kexec_file_load: not a kernel for this machine\n");
	if (kexec_loaded())
		fail("an initrd was loaded as a kernel");
	run(good, 0, "");
	if (!kexec_loaded())
		fail("%s has loaded nothing", good[0]);
}

void case_examples(void)
{
	struct load load;

	check_get_kexec();
	check_kexec_load();
	check_return();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	check_library(&load);
	check_kexec_file_load(&load);
	jump(&load);
}
