// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * iPXE: a bzImage whose header names no entry but its setup code. With a BIOS
 * it starts in real mode, asks the BIOS about memory, and runs the script in
 * its initrd, which the host sees on the console and which restarts the
 * machine. UEFI has no BIOS, so there the load is refused.
 */
#include "test/boot/guest.h"

#include <string.h>
#include <unistd.h>

#define IPXE   "/boot/ipxe.lkrn"
#define SCRIPT "/script"

/* @option may be NULL. */
static void refuse(const char *call, const char *option, const char *says)
{
	const char *const load[] = { "/kexec", call, "-l", IPXE, option, NULL };
	struct tool_result result;

	run_tool(load, &result);
	if (!result.status || kexec_loaded() || !strstr(result.output, says))
		fail("kexec %s -l %s: exit status %d: %s", call, IPXE,
		     result.status, result.output);
	verdict("refused", "%s", result.output);
}

void case_ipxe(void)
{
	const char *const load[] = { "/kexec",	    "-a",
				     "-l",	    IPXE,
				     "--real-mode", "--initrd=" SCRIPT,
				     NULL };
	const char *const start[] = { "/kexec", "-e", NULL };
	/* SeaBIOS keeps the last byte for the serial port: end in a dot. */
	static const char script[] =
		"#!ipxe\necho kx: the script runs\necho .\nreboot\n";
	struct tool_result result;

	kexec_arrive();
	refuse("-c", NULL, "it starts in real mode, with a BIOS to call");
	refuse("-s", "--real-mode", "not supported with kexec_file_load");
	if (!access("/sys/firmware/efi", F_OK) || word_number("efi", 0)) {
		refuse("-c", "--real-mode", "real mode needs a BIOS to call");
		refuse("-a", "--real-mode", "has none (UEFI)");
		pass();
	}
	write_file(SCRIPT,
		   (struct bytes){ (const uint8_t *)script, strlen(script) });
	run_tool(load, &result);
	if (result.status || !kexec_loaded())
		fail("kexec -a -l %s: exit status %d: %s", IPXE, result.status,
		     result.output);
	coverage_save();
	say("jump");
	run_tool(start, &result);
	fail("kexec -e came back with exit status %d: %s", result.status,
	     result.output);
}
