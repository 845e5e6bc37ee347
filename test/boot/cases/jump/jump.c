// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Load a kernel according to the words on the command line, and start it. */
#include "test/boot/guest.h"

void case_jump(void)
{
	struct tool_result result;
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd(word("initrd", "1k"));
	load.cmdline = second_cmdline(
		"second", *word("crypto", "") ? "kx.crypto=untested" : "");
	load_kernel(&load, &result);
	offline_from_words();
	jump(&load);
}
