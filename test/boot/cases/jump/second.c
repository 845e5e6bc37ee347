// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PID 1 of the last kernel. It only reports facts; the host compares them with
 * the first kernel's announcements.
 */
#include "test/boot/guest.h"

void case_second(void)
{
	char cmdline[4096];
	char hex[SHA256_HEX_SIZE];

	report_facts("");
	read_text("/proc/cmdline", cmdline, sizeof(cmdline));
	verdict("cmdline", "%s", cmdline);
	sha256_file("/payload", hex);
	verdict("payload_sha256", "%s", hex);
	pass();
}
