// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * How fast crash images are summed, beside how fast the same core copies the
 * same buffer: by core/digest.c as compiled for a load, and as compiled for
 * the purgatory (a crash). Prints the best of several rounds, in MB/s,
 * and the ratio to memcpy; fails if the two do not agree on the digest.
 */
#include "core/arch/x86_64_purgatory.h"
#include "core/digest.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#define BUFFER (64UL * 1024 * 1024)
#define ROUNDS 15

typedef u64 (*digest_function)(const void *bytes, u64 size);

static u8 *from;
static u8 *to;
static digest_function purgatory;

static u64 copy(void)
{
	memcpy(to, from, BUFFER);
	/* Not to be optimised away. */
	__asm__ volatile("" : : "r"(to) : "memory");
	return 0;
}

static u64 sum_at_load(void)
{
	return kx_digest(kx_bytes(from, BUFFER));
}

static u64 sum_in_purgatory(void)
{
	return purgatory(from, BUFFER);
}

static const struct {
	const char *name;
	u64 (*run)(void);
} contestants[] = {
	{ "memcpy", copy },
	{ "digest, load", sum_at_load },
	{ "digest, purgatory", sum_in_purgatory },
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static u8 *map(size_t size, int protection)
{
	u8 *memory = mmap(NULL, size, PROT_READ | PROT_WRITE | protection,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return memory;
}

static void set_up(void)
{
	u8 *code = map(kx_purgatory_size(), PROT_EXEC);
	cpu_set_t one;
	u64 i;

	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		perror("sched_setaffinity");
	from = map(BUFFER, 0);
	to = map(BUFFER, 0);
	for (i = 0; i < BUFFER; i++)
		from[i] = (u8)(i * 131 + (i >> 11));
	memcpy(code, kx_purgatory, kx_purgatory_size());
	code += kx_purgatory_digest - kx_purgatory;
	memcpy(&purgatory, &code, sizeof(purgatory));
}

/* Rounds take turns, so that a disturbance hits all alike. */
int main(void)
{
	double best[ARRAY_SIZE(contestants)] = { 0 };
	size_t i;
	int round;

	set_up();
	if (sum_at_load() != sum_in_purgatory()) {
		fprintf(stderr, "digest_bench: load and purgatory disagree\n");
		return 1;
	}
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < ARRAY_SIZE(contestants); i++) {
			double begin = now();
			double rate;

			contestants[i].run();
			rate = (double)BUFFER / (now() - begin);
			if (rate > best[i])
				best[i] = rate;
		}
	}
	for (i = 0; i < ARRAY_SIZE(contestants); i++)
		printf("%s: %.0f MB/s, %.2f of memcpy\n", contestants[i].name,
		       best[i] / 1e6, best[i] / best[0]);
	return 0;
}
