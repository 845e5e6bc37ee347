// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What cases of images that return have in common: memory of this process whose
 * contents are known, at whose physical addresses the segments are, and clocks.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "test/boot/cases/returns/returns.h"

#define PAGE	    4096UL
#define MEMORY_SIZE (64UL << 20)

/* Words that contain their own address. */
static uint64_t *memory;

void *returns_map(size_t size)
{
	void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (bytes == MAP_FAILED || mlock(bytes, size))
		fail("no memory for %zu bytes", size);
	return bytes;
}

void *returns_map_pinned(void)
{
	int pipes[2];
	struct iovec page = { .iov_len = PAGE };

	page.iov_base = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (page.iov_base == MAP_FAILED || mlock(page.iov_base, PAGE) ||
	    pipe2(pipes, O_CLOEXEC) || vmsplice(pipes[1], &page, 1, 0) != PAGE)
		fail("no pinned page: %s", strerror(errno));
	return page.iov_base;
}

uint64_t returns_physical(const volatile void *page)
{
	uint64_t address;

	if (!read_addresses(page, 1, &address))
		fail("/proc/self/pagemap: %s", strerror(errno));
	return address;
}

static uint64_t pattern(size_t i)
{
	return i * 0x9e3779b97f4a7c15ULL;
}

void returns_fill(void)
{
	memory = returns_map(MEMORY_SIZE);
	for (size_t i = 0; i < MEMORY_SIZE / sizeof(*memory); i++)
		memory[i] = pattern(i);
}

void returns_check(const char *name)
{
	for (size_t i = 0; i < MEMORY_SIZE / sizeof(*memory); i++) {
		if (memory[i] != pattern(i))
			fail("%s: word %zu of our memory is %#llx", name, i,
			     (unsigned long long)memory[i]);
	}
}

static uint64_t page_at(size_t page)
{
	return returns_physical(&memory[page * PAGE / sizeof(*memory)]);
}

/* Number of physically contiguous pages from @page on, up to @most. */
static size_t run_of_pages(size_t page, size_t most)
{
	uint64_t first = page_at(page);
	size_t run = 1;

	while (run < most && page_at(page + run) == first + run * PAGE)
		run++;
	return run;
}

/* Two of our pages that are physically adjacent: the lower one. */
static uint64_t find_pair(void)
{
	for (size_t page = 1; page < MEMORY_SIZE / PAGE; page++) {
		uint64_t before = page_at(page - 1);
		uint64_t here = page_at(page);

		if (here == before + PAGE)
			return before;
		if (before == here + PAGE)
			return here;
	}
	fail("no two pages side by side");
}

static bool overlaps(const struct segment *segments, size_t count,
		     const struct segment *other)
{
	for (size_t i = 0; i < count; i++) {
		if (segments[i].mem < other->mem + other->memsz &&
		    other->mem < segments[i].mem + segments[i].memsz)
			return true;
	}
	return false;
}

/* Segments at our pages: two pages for the image, then others. */
size_t returns_segments(const uint8_t *image, struct segment *segments)
{
	size_t step = MEMORY_SIZE / PAGE / (RETURNS_SEGMENTS + 1);
	size_t count = 1;

	segments[0] = (struct segment){ image, PAGE, find_pair(), 2 * PAGE };
	for (size_t i = 1; i < RETURNS_SEGMENTS; i++) {
		struct segment *segment = &segments[count];

		*segment = (struct segment){
			.mem = page_at(i * step),
			.memsz = run_of_pages(i * step, 64) * PAGE,
		};
		count += !overlaps(segments, count, segment);
	}
	return count;
}

double returns_seconds(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The wall clock is read from a clock with a resolution of seconds. */
void returns_check_clocks(const char *name, double monotonic, double wall)
{
	double drift = (returns_seconds(CLOCK_REALTIME) - wall) -
		       (returns_seconds(CLOCK_MONOTONIC) - monotonic);

	if (returns_seconds(CLOCK_MONOTONIC) < monotonic)
		fail("%s: time went back", name);
	/* Where instructions are counted, that clock is the host's. */
	if (!word_number("icount", 0) && (drift < -2 || drift > 10))
		fail("%s: the wall clock is off by %d ms", name,
		     (int)(drift * 1000));
}
