// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The kernel's own test of jumping and returning (test_kexec_jump of Linux 6.15
 * and newer, unmodified): two jumps, with breakpoints in the image.
 */
#include "test/boot/guest.h"

#define PROGRAM "/test_kexec_jump"

void case_selftest(void)
{
	struct tool_result result;

	kexec_arrive();
	run_tool((const char *const[]){ PROGRAM, NULL }, &result);
	if (result.status || !strstr(result.output, "Success"))
		fail("%s ends with %d: %s", PROGRAM, result.status,
		     result.output);
	pass();
}
