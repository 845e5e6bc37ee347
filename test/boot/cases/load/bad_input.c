// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Loads that must fail while a good image is loaded: calls of kexec(8), then
 * every row of the oracle's tables that is an error. The image stays loaded
 * throughout and boots at the end.
 */
#include "test/boot/cases/load/bad_input.h"
#include "test/boot/cases/oracle/oracle.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void load_by_call(const struct load *load)
{
	int kernel = open(load->kernel, O_RDONLY | O_CLOEXEC);
	int initrd = open(load->initrd, O_RDONLY | O_CLOEXEC);
	int err;

	err = call_kexec_file_load(kernel, initrd, strlen(load->cmdline) + 1,
				   load->cmdline, 0);
	if (err || !kexec_loaded())
		fail("the good image does not load: %s", strerror(-err));
	close(kernel);
	close(initrd);
}

void case_bad_input(void)
{
	struct tool_result result;
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	if (same_text(load.call, "-s"))
		load_by_call(&load);
	else
		load_kernel(&load, &result);
	oracle_keep_image();
	bad_tool_calls(load.kernel);
	oracle_end();
	jump(&load);
}
