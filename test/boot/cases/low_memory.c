// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A guest with too little memory for kexec_file_load(2), but enough for
 * kexec_load(2). The default loads. A load that cannot succeed is refused
 * before a process is killed, and the previous kernel stays loaded.
 */
#include "../guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define HOLE_PATH "/hole"

/* The default load, then one that needs as much again for each file. */
static void load_twice(struct load *load)
{
	struct tool_result result;
	char initrd[128];
	const char *const argv[] = {
		load->client, "-s",   "-l", load->kernel,
		"--append=x", initrd, NULL,
	};

	verdict("available_kib", "%ld", memory_kib("MemAvailable"));
	load_kernel(load, &result);
	verdict("available_then_kib", "%ld", memory_kib("MemAvailable"));
	snprintf(initrd, sizeof(initrd), "--initrd=%s", load->initrd);
	run_tool(argv, &result);
	say("%s", result.output);
	if (result.status != 255 ||
	    !strstr(result.output, "MiB are available: ") ||
	    !strstr(result.output, "MiB are missing"))
		fail("a load without memory: exit status %d: %s", result.status,
		     result.output);
	if (!kexec_loaded())
		fail("a load without memory has unloaded what was loaded");
}

/*
 * The call itself, without kexec(8), with a file that is larger than memory.
 * With kexec.ko no process is killed; Linux would kill one.
 */
static void call_with_hole(const struct load *load)
{
	int kernel = open(load->kernel, O_RDONLY | O_CLOEXEC);
	int hole = open(HOLE_PATH, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	off_t size = (off_t)memory_kib("MemTotal") * 1024;
	int log = log_open();

	if (ftruncate(hole, size))
		fail("%s can't be made", HOLE_PATH);
	close(hole);
	hole = open(HOLE_PATH, O_RDONLY | O_CLOEXEC);
	must_return("kexec_file_load of a hole",
		    call_kexec_file_load(kernel, hole, 1, "", 0), -ENOMEM);
	if (log_says(log, "Out of memory", ""))
		fail("kexec_file_load has started the OOM killer");
	if (!kexec_loaded())
		fail("a call without memory has unloaded what was loaded");
	close(hole);
	close(kernel);
	unlink(HOLE_PATH);
}

void case_low_memory(void)
{
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.call = "-a";
	load.initrd = make_initrd("57m");
	load.cmdline = second_cmdline("second", "");
	load_twice(&load);
	if (kexec_is_module())
		call_with_hole(&load);
	jump(&load);
}
