// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A loaded kernel does not change the other commands of reboot(2): the machine
 * restarts through its firmware. QEMU ends then; the host checks that no other
 * kernel ran.
 */
#include "test/boot/guest.h"

#include <sys/reboot.h>

void case_reboot_after_load(void)
{
	struct tool_result result;
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	verdict("rebooting", "1");
	say("jump");
	reboot(RB_AUTOBOOT);
	fail("reboot came back");
}
