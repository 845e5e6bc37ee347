// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * CPUs that the firmware has started by spin tables, and that can't be stopped:
 * a load fails after all other checks and before it copies, kexec(8) says why,
 * and all else works. On Linux's own kexec as well: machine_kexec_prepare() in
 * its arch/arm64/kernel/machine_kexec.c.
 */
#include "test/boot/cases/oracle/descriptors.h"

#include <stdio.h>

static const char page[4096];

static int load_from(const void *bytes, unsigned long address)
{
	const struct segment segment = { bytes, sizeof(page), address,
					 sizeof(page) };

	return call_kexec_load(address, 1, &segment, 0);
}

static int load_at(unsigned long address)
{
	return load_from(page, address);
}

static int load_file(descriptor kernel)
{
	int err = call_kexec_file_load(kernel(), -1, 1, "",
				       KEXEC_FILE_NO_INITRAMFS);

	descriptors_close();
	return err;
}

/* Return: its errors' one line. */
static void run_load(const char *call, const char *kernel)
{
	const char *const argv[] = { "/kexec",		 call, "-l", kernel,
				     "--command-line=x", NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (!result.status || !strstr(result.output, "spin tables"))
		fail("kexec %s: exit status %d: %s", call, result.status,
		     result.output);
}

void case_stuck(void)
{
	struct load load;
	int log;

	kexec_arrive();
	log = log_open();
	load_from_words(&load);
	must_return("kexec_load", load_at(0x41000000), -EBUSY);
	/* The answer comes before the bytes are read. */
	must_return("kexec_load from nowhere", load_from((void *)8, 0x41000000),
		    -EBUSY);
	must_return("kexec_load off a page", load_at(0x41000001),
		    -EADDRNOTAVAIL);
	must_return("kexec_file_load", load_file(fd_tiny), -EBUSY);
	must_return("kexec_file_load of text", load_file(fd_text), -EINVAL);
	if (!log_says(log,
		      kexec_is_module() ? "CPUs can't be stopped"
					: "CPUs are stuck in the kernel",
		      ""))
		fail("the log does not say why");
	run_load("-c", load.kernel);
	run_load("-s", load.kernel);
	run_load("-a", load.kernel);
	must_return("unload", call_kexec_load(0, 0, NULL, 0), 0);
	must_return("reboot", call_reboot_kexec(), -EINVAL);
	if (kexec_loaded())
		fail("something is loaded");
	pass();
}
