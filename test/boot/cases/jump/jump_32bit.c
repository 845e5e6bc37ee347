// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Start a kernel for 32-bit PCs, with an initrd whose PID 1 it can run. The
 * host reads on the console what it says.
 */
#include "test/boot/guest.h"

#define INITRD "/initrd"

void case_jump_32bit(void)
{
	struct tool_result result;
	struct cpio cpio;
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	cpio_create(&cpio, INITRD);
	cpio_add_file(&cpio, "init", "/init-32bit");
	cpio_close(&cpio);
	load.initrd = INITRD;
	load.cmdline = second_cmdline("none", "");
	load_kernel(&load, &result);
	jump(&load);
}
