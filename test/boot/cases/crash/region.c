// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * crashkernel=: valid and invalid values. For an invalid one the kernel log has
 * one line with the reason, and nothing is left over; rmmod returns a region to
 * the system.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PAGE	 4096UL
#define MIB	 (1UL << 20)
#define FORM	 "give SIZE or SIZE@ADDRESS"
#define NO_PLACE "that memory is no RAM, or in use"
#define TOO_MUCH "more than half of memory"
#define TWO	 "crosses the edge of a line"

/* More than a guest's own files and logs take, less than a region. */
#define SLACK_KIB 4096

static const struct {
	const char *crashkernel;
	int err;
	const char *why;
} bad[] = {
	{ "", EINVAL, FORM },
	{ "0", EINVAL, FORM },
	{ "0M", EINVAL, FORM },
	{ "auto", EINVAL, FORM },
	{ "-64M", EINVAL, FORM },
	{ "64MB", EINVAL, FORM },
	{ "64M,high", EINVAL, FORM },
	{ "64M-:32M", EINVAL, FORM },
	{ "64M@128M@1", EINVAL, FORM },
	{ "64M@here", EINVAL, FORM },
	{ "0@128M", EINVAL, FORM },
	{ "16E", EINVAL, FORM },
	{ "0xffffffffffffffff", EINVAL, FORM },
	/* Not page-aligned; wraps. */
	{ "64M@0x8000001", EINVAL, FORM },
	{ "64M@134217727", EINVAL, FORM },
	{ "64M@0xfffffffffffff000", EINVAL, FORM },
	/* Not RAM: nothing, devices, and across the end of memory. */
	{ "64M@0", ENOMEM, NO_PLACE },
	{ "64M@1T", ENOMEM, NO_PLACE },
	{ "4K@0xfec00000", ENOMEM, NO_PLACE },
	{ "64M@480M", ENOMEM, NO_PLACE },
	/* More than half of memory. */
	{ "500M", EINVAL, TOO_MUCH },
	{ "1T", EINVAL, TOO_MUCH },
	{ "0xfffffffffffff000", EINVAL, TOO_MUCH },
};

static const struct {
	const char *crashkernel;
	unsigned long size;
} good[] = {
	{ "64M", 64 * MIB },  { "4096", PAGE },		 { "1", PAGE },
	{ "8193", 3 * PAGE }, { "0x2000000", 32 * MIB }, { "16384K", 16 * MIB },
	{ "017M", 15 * MIB }, { "65M", 65 * MIB },
};

struct region {
	unsigned long start;
	unsigned long end;
};

static int insert(const char *crashkernel)
{
	char parameters[128];

	snprintf(parameters, sizeof(parameters), "crashkernel=%s", crashkernel);
	return insert_module_with("/kexec.ko", parameters);
}

static void refuse(int log, const char *crashkernel, int want, const char *why)
{
	struct region region;
	int err;

	log_says(log, "", "");
	err = insert(crashkernel);
	if (err != -want)
		fail("crashkernel=%s: %s instead of %s", crashkernel,
		     strerrorname_np(-err), strerrorname_np(want));
	if (!log_says(log, "kexec: not loaded: crashkernel=", why))
		fail("crashkernel=%s: the log does not say '%s'", crashkernel,
		     why);
	if (find_iomem("Crash kernel", &region.start, &region.end))
		fail("crashkernel=%s is in /proc/iomem", crashkernel);
	if (remove_module("kexec") != -ENOENT)
		fail("crashkernel=%s: kexec.ko stays", crashkernel);
}

static void check_size(const char *crashkernel, unsigned long size)
{
	struct region region;
	char text[32];

	if (!find_iomem("Crash kernel", &region.start, &region.end))
		fail("crashkernel=%s is not in /proc/iomem", crashkernel);
	read_text("/sys/kernel/kexec_crash_size", text, sizeof(text));
	if (region.end - region.start != size ||
	    strtoul(text, NULL, 10) != size)
		fail("crashkernel=%s: %#lx bytes, kexec_crash_size %s",
		     crashkernel, region.end - region.start, text);
}

/* Return: where it was. */
static struct region reserve(const char *crashkernel, unsigned long size)
{
	struct region region = { 0 };
	int err = insert(crashkernel);

	if (err)
		fail("crashkernel=%s: %s", crashkernel, strerrorname_np(-err));
	check_size(crashkernel, size);
	find_iomem("Crash kernel", &region.start, &region.end);
	err = remove_module("kexec");
	if (err)
		fail("crashkernel=%s: rmmod: %s", crashkernel,
		     strerrorname_np(-err));
	if (find_iomem("Crash kernel", &region.start, &region.end))
		fail("crashkernel=%s: rmmod leaves it in /proc/iomem",
		     crashkernel);
	return region;
}

/* An address that was free a moment ago, and one inside the kernel. */
static void ask_for_places(int log)
{
	struct region region = reserve("32M", 32 * MIB);
	struct region kernel;
	char text[64];

	snprintf(text, sizeof(text), "32M@%#lx", region.start);
	if (reserve(text, 32 * MIB).start != region.start)
		fail("crashkernel=%s is somewhere else", text);
	if (!find_iomem("Kernel code", &kernel.start, &kernel.end))
		fail("/proc/iomem has no kernel");
	snprintf(text, sizeof(text), "64K@%#lx", kernel.start);
	refuse(log, text, ENOMEM, NO_PLACE);
}

/* Two adjacent "System RAM" ranges of /proc/iomem. */
static bool find_seam(unsigned long *seam)
{
	FILE *file = fopen("/proc/iomem", "re");
	unsigned long start;
	unsigned long end = 0;
	unsigned long last;
	bool found = false;
	char line[256];

	while (!found && fgets(line, sizeof(line), file)) {
		if (line[0] == ' ' || !strstr(line, " : System RAM") ||
		    sscanf(line, "%lx-%lx", &start, &last) != 2)
			continue;
		found = start == end;
		*seam = start;
		end = last + 1;
	}
	fclose(file);
	return found;
}

/* Memory that contains a region cannot be taken offline. */
static void check_stays(const char *crashkernel, unsigned long start)
{
	unsigned long block_size;
	char path[96];
	char text[32];
	int err;

	read_text("/sys/devices/system/memory/block_size_bytes", text,
		  sizeof(text));
	block_size = strtoul(text, NULL, 16);
	snprintf(path, sizeof(path),
		 "/sys/devices/system/memory/memory%lu/state",
		 start / block_size);
	if (insert(crashkernel))
		fail("crashkernel=%s does not come again", crashkernel);
	err = write_text(path, "offline");
	if (err != EBUSY)
		fail("memory with a region to offline: %s",
		     strerrorname_np(err));
	if (remove_module("kexec"))
		fail("crashkernel=%s does not go again", crashkernel);
	err = write_text(path, "offline");
	if (err || write_text(path, "online"))
		fail("memory without a region to offline: %s",
		     strerrorname_np(err));
}

/* Up to the boundary, from there on, and across it. */
static void ask_around_seam(int log)
{
	unsigned long seam;
	char text[64];

	if (!find_seam(&seam))
		fail("no two lines of /proc/iomem are one piece of memory");
	verdict("seam", "%#lx", seam);
	snprintf(text, sizeof(text), "32M@%#lx", seam - 32 * MIB);
	reserve(text, 32 * MIB);
	snprintf(text, sizeof(text), "32M@%#lx", seam);
	log_says(log, "", "");
	reserve(text, 32 * MIB);
	if (!log_says(log, "kexec: ", "above 4 GiB"))
		fail("the log does not warn of a region above 4 GiB");
	check_stays(text, seam);
	snprintf(text, sizeof(text), "64M@%#lx", seam - 32 * MIB);
	refuse(log, text, ENOMEM, TWO);
	snprintf(text, sizeof(text), "8K@%#lx", seam - PAGE);
	refuse(log, text, ENOMEM, TWO);
}

void case_region(void)
{
	int log = log_open();
	long before;
	long lost;

	report_facts("first_");
	/* The first insmod allocates memory that stays. */
	reserve("4K", PAGE);
	before = settled_memory_kib();
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		refuse(log, bad[i].crashkernel, bad[i].err, bad[i].why);
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		reserve(good[i].crashkernel, good[i].size);
	ask_for_places(log);
	if (word_number("lines", 1) == 2)
		ask_around_seam(log);
	lost = before - settled_memory_kib();
	verdict("lost_kib", "%ld", lost);
	if (lost > SLACK_KIB)
		fail("%ld KiB are gone", lost);
	verdict("number_rows", "%zu", ARRAY_SIZE(bad) + ARRAY_SIZE(good) + 3);
	pass();
}
