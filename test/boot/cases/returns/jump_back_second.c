// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PID 1 of a kernel that was called. It knows only its own memory, overwrites
 * all that it can get, and returns. When it is called again, it reports that
 * and returns again.
 */
#include "test/boot/cases/returns/jump_back.h"
#include "test/boot/guest.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PARAMETER "kexec_jump_back_entry="
/* The least time that it runs before it returns, the first time. */
#define LEAST_MS 2000

/* Overwrite the pattern's memory, if any of it can be reached from here. */
static void overwrite_memory(void)
{
	long kib = memory_kib("MemAvailable") * 3 / 4;
	size_t size = (size_t)kib * 1024;
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		fail("no memory in the second kernel");
	memset(memory, 0xee, size);
	verdict("overwritten_kib", "%ld", kib);
}

static void check_memory(void)
{
	long limit = strtol(word("mem_max", "0"), NULL, 0) / 1024 + 1;

	if (memory_kib("MemTotal") > limit)
		fail("the second kernel has %ld KiB of %ld",
		     memory_kib("MemTotal"), limit);
}

/* "0x..." from the command line, for a program that needs it as an option. */
static const char *find_entry(void)
{
	static char cmdline[4096];
	char *entry;

	read_text("/proc/cmdline", cmdline, sizeof(cmdline));
	entry = strstr(cmdline, PARAMETER);
	if (!entry)
		fail("nobody says where to return to");
	entry += strlen(PARAMETER);
	entry[strcspn(entry, " ")] = '\0';
	if (!strtoul(entry, NULL, 16))
		fail("the second kernel was started, not called: %s", entry);
	return entry;
}

/* Ours finds the entry by itself; stock kexec-tools needs -c as well. */
static void load_helper(const struct load *load)
{
	bool is_stock = same_text(word("client", "ours"), "stock");
	const char *argv[6] = { load->client, "--load-jump-back-helper" };
	struct tool_result result;
	char entry[64];

	snprintf(entry, sizeof(entry), "--entry=%s", find_entry());
	verdict("entry", "%s", entry);
	if (is_stock) {
		argv[2] = "-c";
		argv[3] = "-x";
		argv[4] = entry;
	}
	run_tool(argv, &result);
	if (result.status)
		fail("%s --load-jump-back-helper: exit status %d: %s",
		     load->client, result.status, result.output);
}

void case_jump_back_second(void)
{
	struct load load;

	check_memory();
	kexec_arrive();
	load_from_words(&load);
	overwrite_memory();
	load_helper(&load);
	/* The first kernel's clock counts seconds while it is suspended. */
	while (now_ms() < LEAST_MS)
		usleep(10000);
	for (long visit = 1;; visit++) {
		const char *const argv[] = { load.client, "-e", "-x", NULL };
		struct tool_result result;

		verdict("visit", "%ld", visit);
		wall_tell();
		run_tool(argv, &result);
		if (result.status != status_of_return())
			fail("%s -e in the second kernel: exit status %d: %s",
			     load.client, result.status, result.output);
	}
}
