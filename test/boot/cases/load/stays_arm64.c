// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A CPU that must stay online, here the second one. kexec.ko loads nothing
 * while another CPU is to jump, and looks again before the start. With
 * reboot=s1, or that CPU's number in /sys/kernel/reboot/cpu, it jumps.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>

#define JUMPS	"/sys/kernel/reboot/cpu"
#define REFUSAL "can't be taken offline (CPU 1)"

static void let_jump(const char *cpu)
{
	if (write_text(JUMPS, cpu))
		fail("%s does not take %s", JUMPS, cpu);
}

static int load_page(void)
{
	static const char page[4096];
	const struct segment segment = { page, sizeof(page), 0x41000000,
					 sizeof(page) };

	return call_kexec_load(0x41000000, 1, &segment, 0);
}

static void must_name_cpu(const char *const argv[])
{
	struct tool_result result;

	run_tool(argv, &result);
	if (!result.status || !strstr(result.output, REFUSAL))
		fail("kexec %s: exit status %d: %s", argv[1], result.status,
		     result.output);
}

static void must_be_refused(const struct load *load)
{
	const char *argv[] = { "/kexec",	   "-c", "-l", load->kernel,
			       "--command-line=x", NULL };
	const char *const start[] = { "/kexec", "-e", NULL };
	int log = log_open();

	must_return("load while CPU 0 is to jump", load_page(), -EBUSY);
	if (!log_says(log, "CPU 1 can't be stopped", "CPU 0 jumps"))
		fail("the log does not say why");
	must_name_cpu(argv);
	argv[1] = "-s";
	must_name_cpu(argv);
	let_jump("1");
	must_return("load while CPU 1 is to jump", load_page(), 0);
	let_jump("0");
	must_name_cpu(start);
	if (!kexec_loaded())
		fail("a start that was refused has unloaded the image");
	let_jump("1");
}

void case_stays(void)
{
	struct tool_result result;
	struct load load;
	char jumps[16];

	kexec_arrive();
	if (insert_module_with("/stay.ko", "cpu=1"))
		fail("insmod stay.ko");
	load_from_words(&load);
	read_text(JUMPS, jumps, sizeof(jumps));
	if (same_text(jumps, "0"))
		must_be_refused(&load);
	if (!same_text(jumps, word("jumper", "0")))
		fail("CPU %s is to jump", jumps);
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	jump(&load);
}
