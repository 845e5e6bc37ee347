// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Fault injection and leak detection of a debug kernel: let one or some
 * allocations of this task fail (Linux
 * Documentation/fault-injection/fault-injection.rst), and find memory without
 * any pointer to it (Documentation/dev-tools/kmemleak.rst).
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DEBUG	     "/sys/kernel/debug/"
#define KMEMLEAK     DEBUG "kmemleak"
#define PLENTY	     "1000000"
#define LEAKS_SHOWN  30
#define KMEMLEAK_AGE 6 /* seconds before an object counts as leaked */
#define MAX_LINE     256

static const char *const attributes[] = {
	[FAULT_SLAB] = DEBUG "failslab/",
	[FAULT_PAGE] = DEBUG "fail_page_alloc/",
	[FAULT_COPY] = DEBUG "fail_usercopy/",
};

/* All allocations may fail, of any size, including those that wait. */
static const struct {
	const char *file;
	const char *value;
} settings[] = {
	{ DEBUG "failslab/ignore-gfp-wait", "N" },
	{ DEBUG "fail_page_alloc/ignore-gfp-wait", "N" },
	{ DEBUG "fail_page_alloc/ignore-gfp-highmem", "N" },
	{ DEBUG "fail_page_alloc/min-order", "0" },
};

static int nth = -1;

static void set(const char *path, const char *value)
{
	int err = write_text(path, value);

	if (err)
		fail("%s: %s", path, strerrorname_np(err));
}

static void set_attribute(size_t kind, const char *name, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "%s%s", attributes[kind], name);
	set(path, value);
}

void fault_open(void)
{
	nth = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth < 0)
		fail("this kernel injects no faults");
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		set(settings[i].file, settings[i].value);
	for (size_t i = 1; i < ARRAY_SIZE(attributes); i++) {
		set_attribute(i, "verbose", "0");
		set_attribute(i, "task-filter", "Y");
	}
}

void fault_arm(unsigned int n)
{
	char text[16];
	int size = snprintf(text, sizeof(text), "%u", n);

	for (size_t i = 1; i < ARRAY_SIZE(attributes); i++)
		set_attribute(i, "times", PLENTY);
	if (pwrite(nth, text, (size_t)size, 0) != size)
		fail("cannot arm a fault");
}

static bool was_used(size_t kind)
{
	char path[128];
	char text[16];

	snprintf(path, sizeof(path), "%stimes", attributes[kind]);
	read_text(path, text, sizeof(text));
	return !same_text(text, PLENTY);
}

/*
 * Reading and writing the count copies to and from user space. A fault that is
 * still armed hits these copies as well, and is then used up.
 */
enum fault_kind fault_disarm(void)
{
	char text[16] = "";
	bool is_left = pread(nth, text, sizeof(text) - 1, 0) <= 0 ||
		       strtol(text, NULL, 10);
	enum fault_kind found = FAULT_NONE;

	if (pwrite(nth, "0", 1, 0) != 1 && pwrite(nth, "0", 1, 0) != 1)
		fail("cannot disarm a fault");
	for (size_t i = 1; i < ARRAY_SIZE(attributes) && !is_left; i++) {
		if (was_used(i))
			found = (enum fault_kind)i;
	}
	if (!is_left && !found)
		fail("a fault of no kind");
	return found;
}

/* Opened once: no file can be opened while all allocations fail. */
static void make_it_fail(const char *value)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/proc/self/make-it-fail", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || pwrite(fd, value, 1, 0) != 1)
		fail("make-it-fail: %s", strerrorname_np(errno));
}

void storm_begin(unsigned int slab, unsigned int page)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", slab);
	set_attribute(FAULT_SLAB, "probability", text);
	snprintf(text, sizeof(text), "%u", page);
	set_attribute(FAULT_PAGE, "probability", text);
	set_attribute(FAULT_SLAB, "times", "-1");
	set_attribute(FAULT_PAGE, "times", "-1");
	make_it_fail("1");
}

void storm_end(void)
{
	make_it_fail("0");
	set_attribute(FAULT_SLAB, "probability", "0");
	set_attribute(FAULT_PAGE, "probability", "0");
}

void leaks_forget(void)
{
	set(KMEMLEAK, "scan");
	set(KMEMLEAK, "clear");
}

/* Return: how many lines of the report name @what. */
static unsigned int read_leaks(const char *what)
{
	FILE *report = fopen(KMEMLEAK, "re");
	char line[MAX_LINE];
	unsigned int shown = 0;
	unsigned int found = 0;

	while (report && fgets(line, sizeof(line), report)) {
		if (shown++ < LEAKS_SHOWN)
			say("leak: %.*s", (int)strcspn(line, "\n"), line);
		found += !!strstr(line, what);
	}
	if (report)
		fclose(report);
	return found;
}

void leaks_check(void)
{
	unsigned int found;

	sleep(KMEMLEAK_AGE);
	/* Objects that the first scan finds may only have been in transit. */
	set(KMEMLEAK, "scan");
	sleep(KMEMLEAK_AGE);
	set(KMEMLEAK, "scan");
	found = read_leaks("unreferenced object");
	verdict("number_leaks", "%u", found);
	if (found)
		fail("%u leaks", found);
}

/*
 * KASAN keeps freed memory, up to a 32nd of all, and releases a cache's when
 * that cache shrinks (kasan_cache_shrink()).
 */
long leaks_free_kib(void)
{
	glob_t caches;

	if (glob("/sys/kernel/slab/*/shrink", 0, NULL, &caches))
		fail("no caches in /sys/kernel/slab");
	for (size_t i = 0; i < caches.gl_pathc; i++)
		write_text(caches.gl_pathv[i], "1");
	globfree(&caches);
	return settled_memory_kib();
}
