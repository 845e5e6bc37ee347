// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The timeline of a start, which kexec --report reads in the second kernel. The
 * host checks it, beside a clock that both kernels read. No other user than
 * root can read it, and what Linux shows to everybody has no stamp.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define INITRD_PATH "/initrd"
#define ANSWER_PATH "/answer"
#define NOBODY	    65534

static void tell_time(const char *key)
{
	verdict(key, "%lld", machine_wall_ms());
}

static void pack(void)
{
	char hex[SHA256_HEX_SIZE];
	struct cpio cpio;

	cpio_create(&cpio, INITRD_PATH);
	cpio_add_running_system(&cpio, INITRD_PATH);
	cpio_add_payload(&cpio, 1024, 1, hex);
	cpio_close(&cpio);
	expect_payload(hex);
}

void case_timeline(void)
{
	struct tool_result result;
	struct load load;

	kexec_arrive();
	/* For what a load notes, and -e reads there. */
	mkdir("/run", 0755);
	load_from_words(&load);
	wait_for_random();
	pack();
	load.initrd = INITRD_PATH;
	/* On a busy host x86 mistrusts the counter: there is no report. */
	load.cmdline = second_cmdline("timeline_second", "tsc=reliable");
	load_kernel(&load, &result);
	tell_time("wall_ms_die");
	jump(&load);
}

static void check_nobody(void)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		if (setgid(NOBODY) || setuid(NOBODY))
			_exit(99);
		execl("/kexec", "/kexec", "--report", (char *)NULL);
		_exit(98);
	}
	waitpid(pid, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 255)
		fail("kexec --report as another user: status %#x", status);
}

void case_timeline_second(void)
{
	static const char *const people[] = { "/kexec", "--report", "-d",
					      NULL };
	static const char *const json[] = { "/kexec", "--report", "--json",
					    NULL };
	struct tool_result result;
	char answer[2048];

	tell_time("wall_ms_alive");
	run_tool(people, &result);
	if (result.status)
		fail("kexec --report: exit status %d: %s", result.status,
		     result.output);
	run_tool_into(ANSWER_PATH, json, &result);
	if (result.status)
		fail("kexec --report --json: exit status %d: %s", result.status,
		     result.output);
	read_text(ANSWER_PATH, answer, sizeof(answer));
	verdict("timeline", "%s", answer);
	machine_check_timeline();
	check_nobody();
	case_second();
}
