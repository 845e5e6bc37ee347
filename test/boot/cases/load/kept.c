// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * No segment is in memory that the running kernel has reserved since its boot,
 * for itself or for the next kernel.
 */
#include "test/boot/guest.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define PAGE	     0x1000UL
#define PLAN	     "/plan"
#define SEGMENTS_MIN 3 /* kernel, initrd, boot data */
#define KPF_RESERVED (1ULL << 32)

static bool is_reserved(int fd, unsigned long address)
{
	uint64_t flags;

	if (pread(fd, &flags, sizeof(flags),
		  (off_t)(address / PAGE * sizeof(flags))) != sizeof(flags))
		fail("no flags of the page at %#lx", address);
	return flags & KPF_RESERVED;
}

static void check_segment(int fd, unsigned long start, unsigned long end)
{
	verdict("segment", "%#lx-%#lx", start, end);
	for (; start < end; start += PAGE)
		if (is_reserved(fd, start))
			fail("a segment has page %#lx, which is reserved",
			     start);
}

/* The running kernel's own pages are reserved in this file. */
static void check_flags(int fd)
{
	unsigned long start;
	unsigned long end;

	if (!find_iomem("Kernel code", &start, &end) || !is_reserved(fd, start))
		fail("the kernel's own pages are not reserved");
}

/* The plan of libkexec. */
static int check_plan(int fd, const struct load *load)
{
	const char *const argv[] = { load->client, "--check",  "-c",
				     load->kernel, "--initrd", load->initrd,
				     NULL };
	struct tool_result result;
	unsigned long start;
	unsigned long end;
	char line[512];
	int count = 0;
	FILE *plan;

	run_tool_into(PLAN, argv, &result);
	if (result.status)
		fail("kexec --check: %d", result.status);
	plan = fopen(PLAN, "re");
	while (plan && fgets(line, sizeof(line), plan)) {
		if (sscanf(line, "[%lx, %lx)", &start, &end) != 2)
			continue;
		check_segment(fd, start, end);
		count++;
	}
	return count;
}

/* A place that is drawn would not be in the log. */
static void load_files(const struct load *load)
{
	static const char line[] = "nokaslr";
	int kernel = open(load->kernel, O_RDONLY | O_CLOEXEC);
	int initrd = open(load->initrd, O_RDONLY | O_CLOEXEC);
	int err = call_kexec_file_load(kernel, initrd, sizeof(line), line,
				       KEXEC_FILE_DEBUG);

	if (err)
		fail("kexec_file_load: %d", err);
}

/* The segments of kexec_file_load(2) according to the kernel log. */
static int check_loaded(int fd, const struct load *load)
{
	unsigned long start;
	unsigned long size;
	int log = log_open();
	char record[8192];
	ssize_t got;
	int count = 0;

	load_files(load);
	while ((got = read(log, record, sizeof(record) - 1)) > 0) {
		const char *at;

		record[got] = '\0';
		at = strstr(record, "kexec: segment ");
		at = at ? strstr(at, " bytes at ") : NULL;
		if (!at ||
		    sscanf(at, " bytes at %lx, %lx in all", &start, &size) != 2)
			continue;
		check_segment(fd, start, start + size);
		count++;
	}
	return count;
}

void case_kept(void)
{
	int fd = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	struct load load;
	int count;

	if (fd < 0)
		fail("no /proc/kpageflags");
	kexec_arrive();
	check_flags(fd);
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	count = same_text(load.call, "-c") ? check_plan(fd, &load)
					   : check_loaded(fd, &load);
	if (count < SEGMENTS_MIN)
		fail("%d segments", count);
	pass();
}
