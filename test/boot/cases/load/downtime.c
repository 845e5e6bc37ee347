// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a load and a start cost, by any client: instructions of the load
 * command, and from just before the jump to PID 1. option=X is passed on. With
 * prepared=1 the pair of kernel and initrd was unpacked before, by --prepare.
 */
#include "test/boot/guest.h"

#include <stdio.h>

static void prepare(const struct load *load, const char *initrd)
{
	const char *const argv[] = { load->client, "--prepare", load->kernel,
				     initrd, NULL };
	struct tool_result said;

	run_tool(argv, &said);
	if (said.status || kexec_loaded())
		fail("--prepare: exit status %d: %s", said.status, said.output);
}

void case_downtime(void)
{
	struct tool_result said;
	struct load load;
	char initrd[64];
	char cmdline[2200];
	unsigned long long before;
	const char *argv[8] = { NULL };
	const char *option = word("option", NULL);

	kexec_arrive();
	load_from_words(&load);
	wait_for_random();
	load.initrd = make_initrd(word("initrd", "1k"));
	load.cmdline = second_cmdline("downtime_second", "");
	snprintf(initrd, sizeof(initrd), "--initrd=%s", load.initrd);
	snprintf(cmdline, sizeof(cmdline), "--command-line=%s", load.cmdline);
	argv[0] = load.client;
	argv[1] = load.call;
	argv[2] = "-l";
	argv[3] = load.kernel;
	argv[4] = initrd;
	argv[5] = cmdline;
	argv[6] = option;
	if (word_number("prepared", 0))
		prepare(&load, initrd);
	before = machine_ticks();
	run_tool(argv, &said);
	verdict("number_instructions_to_load", "%llu",
		machine_ticks() - before);
	if (said.status || !kexec_loaded())
		fail("exit status %d: %s", said.status, said.output);
	verdict("die_tsc", "%llu", machine_ticks());
	jump(&load);
}

void case_downtime_second(void)
{
	verdict("alive_tsc", "%llu", machine_ticks());
	case_second();
}
