// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * In a crash kernel: the tools that read dumps. makedumpfile filters
 * /proc/vmcore into a file of its own format, and both makedumpfile and our
 * vmcore-dmesg extract the crashed kernel's log from each.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/boot/cases/crash/crash.h"

#define MAKEDUMPFILE	   "/usr/bin/makedumpfile"
#define VMCORE_DMESG	   "/vmcore-dmesg"
#define STOCK_VMCORE_DMESG "/sbin/vmcore-dmesg"
#define LOG_PATH	   "/log"

enum output {
	AS_FIRST, /* identical to the output of the first reader */
	OWN,
};

/* A log is on standard output, or in the file that is the last argument. */
static const struct {
	const char *name;
	const char *argv[6];
	bool to_file;
	enum output output;
	bool needs_elf64; /* to find the log by its virtual address */
} readers[] = {
	{ "vmcore_dmesg", { VMCORE_DMESG, "/proc/vmcore" }, false, AS_FIRST },
	{ "vmcore_dmesg_filtered",
	  { VMCORE_DMESG, "/filtered" },
	  false,
	  AS_FIRST },
	{ "stock_vmcore_dmesg",
	  { STOCK_VMCORE_DMESG, "/proc/vmcore" },
	  false,
	  AS_FIRST,
	  true },
	{ "dump_dmesg",
	  { MAKEDUMPFILE, "--dump-dmesg", "/proc/vmcore", LOG_PATH },
	  true,
	  OWN },
	{ "dump_dmesg_filtered",
	  { MAKEDUMPFILE, "--dump-dmesg", "/filtered", LOG_PATH },
	  true,
	  OWN },
};

/* The vmcore-dmesg with musl has no decoders: the pages stay as they are. */
static void filter(void)
{
	const char *const argv[] = {
		MAKEDUMPFILE, "-d",
		"31",	      "--message-level",
		"6",	      "/proc/vmcore",
		"/filtered",  same_text(word("libc", ""), "musl") ? NULL : "-l",
		NULL,
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
	/* Without pages of user space and free pages it is much smaller. */
	if (filtered.st_size > whole.st_size / 2)
		fail("makedumpfile left nothing out");
}

/*
 * Pages that the kernel had marked as damaged are always left out: reading them
 * could crash the crash kernel as well.
 */
static void count_poisoned(void)
{
	static const char title[] = "Hwpoison pages";
	const char *const argv[] = {
		MAKEDUMPFILE,	"--dry-run", "-d", "1", "--message-level", "20",
		"/proc/vmcore", "/counted",  NULL,
	};
	struct tool_result result;
	unsigned long pages;
	const char *line;

	run_tool(argv, &result);
	line = strstr(result.output, title);
	if (result.status || !line ||
	    sscanf(line + strlen(title), " : %lx", &pages) != 1)
		fail("makedumpfile -d 1: exit status %d: %s", result.status,
		     result.output);
	verdict("poisoned", "%lu", pages);
	if (pages != (unsigned long)word_number("poisoned", 0))
		fail("makedumpfile leaves out %lu damaged pages", pages);
}

static bool has(struct bytes log, const char *text)
{
	return memmem(log.data, log.size, text, strlen(text));
}

/*
 * A complete log has its first line and its last ones. The first is lost if
 * there was more than the kernel keeps.
 */
void crash_check_log(const char *name, struct bytes log)
{
	static const char *const lines[] = {
		CRASH_MESSAGE "\n",
		"Kernel panic - not syncing: ",
	};
	bool is_whole = !same_text(word("log", ""), "full");

	if (has(log, "Linux version ") != is_whole)
		fail("%s: %zu bytes %s a first line", name, log.size,
		     is_whole ? "without" : "and still");
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		if (!has(log, lines[i]))
			fail("%s: %zu bytes without '%s'", name, log.size,
			     lines[i]);
	}
}

static struct bytes read_log(size_t i)
{
	struct tool_result result;
	struct bytes log;

	/* Mappings of an earlier log stay valid. */
	unlink(LOG_PATH);
	run_tool_into(readers[i].to_file ? NULL : LOG_PATH, readers[i].argv,
		      &result);
	if (result.status)
		fail("%s: exit status %d: %s", readers[i].name, result.status,
		     result.output);
	log = map_file(LOG_PATH);
	crash_check_log(readers[i].name, log);
	verdict(readers[i].name, "%zu bytes", log.size);
	return log;
}

static void check_same(const char *name, struct bytes a, struct bytes b)
{
	size_t at = 0;

	while (at < a.size && at < b.size && a.data[at] == b.data[at])
		at++;
	if (at < a.size || at < b.size)
		fail("%s differs at byte %zu: '%.*s', '%.*s'", name, at,
		     (int)(a.size - at < 60 ? a.size - at : 60),
		     (const char *)a.data + at,
		     (int)(b.size - at < 60 ? b.size - at : 60),
		     (const char *)b.data + at);
}

static bool needs_makedumpfile(size_t i)
{
	return same_text(readers[i].argv[0], MAKEDUMPFILE) ||
	       same_text(readers[i].argv[1], "/filtered");
}

/* kx.tools=2: makedumpfile does not know this kernel. */
void crash_tools(void)
{
	bool is_elf32 = same_text(word("headers", ""), "elf32");
	bool can_filter = word_number("tools", 0) == 1;
	struct bytes first = { 0 };

	if (can_filter) {
		filter();
		count_poisoned();
	}
	for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
		struct bytes log;

		if ((is_elf32 && readers[i].needs_elf64) ||
		    (!can_filter && needs_makedumpfile(i)))
			continue;
		log = read_log(i);
		if (i == 0)
			first = log;
		else if (readers[i].output == AS_FIRST)
			check_same(readers[i].name, first, log);
	}
}
