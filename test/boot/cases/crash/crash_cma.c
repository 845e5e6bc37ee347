// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * crashkernel=SIZE,cma: memory that the running kernel gives to processes, and
 * the crash kernel uses as its own RAM. kx.cma=1 wants such memory. The dump
 * leaves it out, with the page of a process that may be there, so a page of the
 * kernel has the pattern, too.
 */
#include "test/boot/guest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test/boot/cases/crash/crash.h"

/* Linux include/linux/crash_reserve.h, CRASHK_CMA_RANGES_MAX */
#define RANGES_MAX 4
/* Of its RAM, what a kernel may use at boot for itself. */
#define OWN_KIB (64L << 10)

/* Kernel pages are never in CMA memory: those of a pipe have a copy. */
static void leave_pattern_in_pipe(void)
{
	uint64_t page[CRASH_PAGE / sizeof(uint64_t)];
	int ends[2];

	crash_pattern(page);
	if (pipe(ends) || write(ends[1], page, sizeof(page)) != sizeof(page))
		fail("no pipe for a pattern");
}

/* The lines of the file become START-END,START-END, both in the area. */
static uint64_t read_ranges(char *list, size_t size)
{
	char text[256];
	uint64_t bytes = 0;
	uint64_t first;
	uint64_t last;

	read_text("/sys/kernel/kexec_crash_cma_ranges", text, sizeof(text));
	list[0] = '\0';
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64, &first, &last) != 2)
			fail("%s is no range", line);
		bytes += last - first + 1;
		snprintf(list + strlen(list), size - strlen(list),
			 "%s%#" PRIx64 "-%#" PRIx64, *list ? "," : "", first,
			 last);
	}
	return bytes;
}

void crash_announce_cma(uint64_t region, char *words, size_t size)
{
	char list[RANGES_MAX * 40];
	uint64_t bytes;

	if (!word_number("cma", 0))
		return;
	bytes = read_ranges(list, sizeof(list));
	if (!bytes)
		fail("this kernel has no memory of crashkernel=,cma");
	verdict("cma", "%s, %" PRIu64 " MiB", list, bytes >> 20);
	leave_pattern_in_pipe();
	snprintf(words + strlen(words), size - strlen(words),
		 " kx.cma=%s kx.ram=%" PRIu64, list, (region + bytes) >> 10);
}

static void check_left_out(const char *list)
{
	uint64_t bytes;
	uint64_t first;
	uint64_t last;

	for (const char *at = list; at && *at; at = strchr(at + 1, ',')) {
		if (*at == ',')
			at++;
		if (sscanf(at, "%" SCNx64 "-%" SCNx64, &first, &last) != 2)
			fail("%s is no range", at);
		bytes = crash_dumped_bytes(first, last + 1);
		if (bytes)
			fail("the dump has %#" PRIx64 " bytes of %#" PRIx64
			     "-%#" PRIx64,
			     bytes, first, last);
	}
	verdict("left_out", "%s", list);
}

void crash_check_cma(void)
{
	const long all = word_number("ram", 0);
	const long own = memory_kib("MemTotal");

	if (!all)
		return;
	if (own < all - OWN_KIB || own > all)
		fail("the crash kernel has %ld KiB of %ld KiB", own, all);
	check_left_out(word("cma", ""));
}
