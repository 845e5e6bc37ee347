// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PID 1 of the last kernel. It only says what it sees; the host compares that
 * with what the first kernel announced.
 */
#include "../guest.h"

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
