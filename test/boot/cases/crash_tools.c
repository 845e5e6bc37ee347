// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * In a crash kernel: what people read dumps with. makedumpfile filters
 * /proc/vmcore into a file of its own format, and the dead kernel's log comes
 * out of either, by makedumpfile and by our vmcore-dmesg.
 */
#include "../guest.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crash.h"

#define MAKEDUMPFILE "/usr/bin/makedumpfile"
#define VMCORE_DMESG "/vmcore-dmesg"
#define LOG_PATH     "/log"

/* A log comes on standard output, or in the file that is the last argument. */
static const struct {
	const char *name;
	const char *argv[6];
	bool to_file;
} readers[] = {
	{ "vmcore_dmesg", { VMCORE_DMESG, "/proc/vmcore" }, false },
	{ "vmcore_dmesg_filtered", { VMCORE_DMESG, "/filtered" }, false },
	{ "dump_dmesg",
	  { MAKEDUMPFILE, "--dump-dmesg", "/proc/vmcore", LOG_PATH },
	  true },
	{ "dump_dmesg_filtered",
	  { MAKEDUMPFILE, "--dump-dmesg", "/filtered", LOG_PATH },
	  true },
};

static void filter(void)
{
	const char *const argv[] = {
		MAKEDUMPFILE,	"-l",	     "-d", "31", "--message-level", "6",
		"/proc/vmcore", "/filtered", NULL,
	};
	struct tool_result result;
	struct stat whole;
	struct stat filtered;

	/* makedumpfile keeps a copy of vmcoreinfo there. */
	mkdir("/tmp", 0700);
	run_tool(argv, &result);
	if (result.status)
		fail("makedumpfile: exit status %d: %s", result.status,
		     result.output);
	if (stat("/proc/vmcore", &whole) || stat("/filtered", &filtered))
		fail("makedumpfile left no file");
	verdict("filtered_kib", "%lld of %lld",
		(long long)filtered.st_size / 1024,
		(long long)whole.st_size / 1024);
	verdict("filter_ms", "%ld", result.wall_ms);
	/* Without a page of user space nor a free one it is much smaller. */
	if (filtered.st_size > whole.st_size / 2)
		fail("makedumpfile left nothing out");
}

/* The log of a whole life: its first line, and its last ones. */
void crash_check_log(const char *name, struct bytes log)
{
	static const char *const lines[] = {
		"Linux version ",
		CRASH_MESSAGE "\n",
		"Kernel panic - not syncing: ",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		if (!memmem(log.data, log.size, lines[i], strlen(lines[i])))
			fail("%s: %zu bytes without '%s'", name, log.size,
			     lines[i]);
	}
}

void crash_tools(void)
{
	filter();
	for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
		struct tool_result result;

		unlink(LOG_PATH);
		run_tool_into(readers[i].to_file ? NULL : LOG_PATH,
			      readers[i].argv, &result);
		if (result.status)
			fail("%s: exit status %d: %s", readers[i].name,
			     result.status, result.output);
		crash_check_log(readers[i].name, map_file(LOG_PATH));
		verdict(readers[i].name, "%zu bytes", map_file(LOG_PATH).size);
	}
}
