// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PID 1 of the last kernel. It only reports facts; the host compares them with
 * the first kernel's announcements.
 */
#include "test/boot/guest.h"

/* It is on the command line, and Linux knows it. */
static void check_crypto_tests(void)
{
	char value[8];

	if (!*word("crypto", ""))
		return;
	read_text("/sys/module/cryptomgr/parameters/notests", value,
		  sizeof(value));
	if (value[0] != 'Y')
		fail("cryptomgr.notests is \"%s\"", value);
}

void case_second(void)
{
	char cmdline[4096];
	char hex[SHA256_HEX_SIZE];

	report_facts("");
	read_text("/proc/cmdline", cmdline, sizeof(cmdline));
	verdict("cmdline", "%s", cmdline);
	sha256_file("/payload", hex);
	verdict("payload_sha256", "%s", hex);
	check_crypto_tests();
	pass();
}
