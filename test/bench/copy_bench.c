// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The copies of a jump by kexec.ko, in a process: 64 MiB by the loop of
 * module/arch/x86_64/carry_out.S beside memcpy(). Once in runs of 2 MiB, which
 * is how an image lies in memory while blocks of that size are free, and once
 * page by page, in another order, as where none is. Prints the best rate of
 * several rounds, and the ratio to memcpy() of the same pieces; fails if a copy
 * differs.
 */
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define BUFFER (64UL << 20)
#define PAGE   4096UL
#define PAGES  (BUFFER / PAGE)
#define RUN    512UL
#define ROUNDS 10
/* Of a page of steps (module/image.h). */
#define STEPS 170

struct step {
	uint64_t dest;
	uint64_t source;
	uint64_t pages;
};

struct copies {
	struct copies *next;
	uint64_t count;
	struct step steps[STEPS];
	uint8_t rest[PAGE - 16 - STEPS * sizeof(struct step)];
};

_Static_assert(sizeof(struct copies) == PAGE, "a page of steps");

void carry_out(const struct copies *first);

static uint8_t *from;
static uint8_t *to;
static struct copies *runs;
static struct copies *singles;

static uint8_t *map(size_t size)
{
	uint8_t *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return memory;
}

/* @stride: pages from one source to the next, odd: each comes once. */
static struct copies *list(unsigned long pages, unsigned long stride)
{
	unsigned long count = PAGES / pages;
	struct copies *first = NULL;
	struct copies **link = &first;
	struct copies *last = NULL;
	unsigned long i;

	for (i = 0; i < count; i++) {
		unsigned long at = i * stride % count * pages * PAGE;

		if (!last || last->count == STEPS) {
			last = (struct copies *)(void *)map(PAGE);
			*link = last;
			link = &last->next;
		}
		last->steps[last->count++] = (struct step){
			.dest = (uintptr_t)(to + at),
			.source = (uintptr_t)(from + at),
			.pages = pages,
		};
	}
	return first;
}

static void copy_each(const struct copies *first)
{
	const struct copies *at;
	uint64_t i;

	for (at = first; at; at = at->next)
		for (i = 0; i < at->count; i++)
			memcpy((void *)(uintptr_t)at->steps[i].dest,
			       (const void *)(uintptr_t)at->steps[i].source,
			       at->steps[i].pages * PAGE);
}

static const struct {
	const char *name;
	void (*copy)(const struct copies *first);
	struct copies **list;
} contestants[] = {
	{ "memcpy, runs of 2 MiB", copy_each, &runs },
	{ "jump, runs of 2 MiB", carry_out, &runs },
	{ "memcpy, single pages", copy_each, &singles },
	{ "jump, single pages", carry_out, &singles },
};

#define CONTESTANTS (sizeof(contestants) / sizeof(contestants[0]))

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void set_up(void)
{
	cpu_set_t one;
	size_t i;

	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		perror("sched_setaffinity");
	from = map(BUFFER);
	to = map(BUFFER);
	for (i = 0; i < BUFFER; i++)
		from[i] = (uint8_t)(i * 131 + (i >> 11));
	runs = list(RUN, 1);
	singles = list(1, 7919);
}

static double time_one(size_t i)
{
	double begin;
	double rate;

	to[0] ^= 1;
	to[BUFFER - 1] ^= 1;
	begin = now();
	contestants[i].copy(*contestants[i].list);
	rate = (double)BUFFER / (now() - begin);
	if (!memcmp(from, to, BUFFER))
		return rate;
	fprintf(stderr, "copy_bench: %s: the copy differs\n",
		contestants[i].name);
	exit(1);
}

/* Rounds take turns, so that a disturbance hits all alike. */
int main(void)
{
	double best[CONTESTANTS] = { 0 };
	size_t i;
	int round;

	set_up();
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < CONTESTANTS; i++) {
			double rate = time_one(i);

			if (rate > best[i])
				best[i] = rate;
		}
	}
	for (i = 0; i < CONTESTANTS; i++)
		printf("%s: %.0f MB/s, %.2f of memcpy\n", contestants[i].name,
		       best[i] / 1e6, best[i] / best[i / 2 * 2]);
	return 0;
}
