// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The swaps of an image that returns, on arm64, run in a process as those of
 * carry_out_test.c: random steps in pages of each size. After the first time
 * each page is where a model has it, after the second time where it was.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAGES	  96
#define CHAIN_MAX 8 /* pages of steps */
#define ROUNDS	  60

/* As module/image.h has them. */
struct step {
	uint64_t dest;
	uint64_t source;
	uint64_t pages;
};

struct copies {
	uint64_t next;
	uint64_t count;
	struct step steps[];
};

void swap_12(const struct copies *first);
void swap_14(const struct copies *first);
void swap_16(const struct copies *first);
void clean_12(const struct copies *first);
void clean_14(const struct copies *first);
void clean_16(const struct copies *first);

static const struct size {
	const char *name;
	unsigned int shift;
	void (*swap)(const struct copies *first);
	void (*clean)(const struct copies *first);
} sizes[] = {
	{ "4 KiB", 12, swap_12, clean_12 },
	{ "16 KiB", 14, swap_14, clean_14 },
	{ "64 KiB", 16, swap_16, clean_16 },
};

struct world {
	unsigned int shift;
	unsigned char *memory;
	unsigned char *before;
	unsigned char *model;
	struct copies *chain[CHAIN_MAX];
};

static uint64_t state;

static uint64_t roll(uint64_t limit)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 0x2545f4914f6cdd1dULL >> 32) % limit;
}

static void *pages(const struct world *world, size_t count)
{
	size_t page = (size_t)1 << world->shift;
	void *memory = aligned_alloc(page, count << world->shift);

	if (!memory) {
		puts("Bail out! no memory");
		exit(1);
	}
	return memory;
}

/* Both are from @before: no page is in two steps. */
static void model(const struct world *world, uint64_t dest, uint64_t source,
		  uint64_t count)
{
	unsigned int shift = world->shift;

	memcpy(world->model + (dest << shift),
	       world->before + (source << shift), count << shift);
	memcpy(world->model + (source << shift),
	       world->before + (dest << shift), count << shift);
}

/* A step of its own, sources in the first half, some in their place. */
static void roll_steps(const struct world *world)
{
	uint64_t base = (uint64_t)(uintptr_t)world->memory;
	uint64_t at = 0;
	int i;

	for (i = 0; i < CHAIN_MAX; i++) {
		struct copies *copies = world->chain[i];
		uint64_t left = roll(4);

		copies->count = 0;
		copies->next =
			i + 1 < CHAIN_MAX
				? (uint64_t)(uintptr_t)world->chain[i + 1]
				: 0;
		for (; left && at < PAGES / 2; left--) {
			struct step *step = &copies->steps[copies->count++];
			uint64_t most = PAGES / 2 - at;
			uint64_t count = roll(6);
			uint64_t dest = PAGES / 2 + at;
			uint64_t source = roll(4) ? at : dest;

			count = count < most ? count : most;
			model(world, dest, source, count);
			step->dest = base + (dest << world->shift);
			step->source = base + (source << world->shift);
			step->pages = count;
			at += count + roll(2);
		}
	}
}

static int run(const struct size *size)
{
	struct world world = { .shift = size->shift };
	size_t bytes = (size_t)PAGES << size->shift;
	size_t i;
	int round;
	int wrong = 0;

	world.memory = pages(&world, PAGES);
	world.before = pages(&world, PAGES);
	world.model = pages(&world, PAGES);
	for (i = 0; i < CHAIN_MAX; i++)
		world.chain[i] = pages(&world, 1);
	for (i = 0; i < bytes; i += sizeof(state)) {
		roll(1);
		memcpy(world.memory + i, &state, sizeof(state));
	}
	memcpy(world.before, world.memory, bytes);
	for (round = 0; round < ROUNDS && !wrong; round++) {
		memcpy(world.model, world.before, bytes);
		roll_steps(&world);
		size->swap(world.chain[0]);
		size->clean(world.chain[0]);
		wrong = memcmp(world.memory, world.model, bytes);
		size->swap(world.chain[0]);
		wrong |= memcmp(world.memory, world.before, bytes);
	}
	for (i = 0; i < CHAIN_MAX; i++)
		free(world.chain[i]);
	free(world.memory);
	free(world.before);
	free(world.model);
	return wrong;
}

int main(void)
{
	const char *seed = getenv("KEXEC_TEST_SEED");
	size_t count = sizeof(sizes) / sizeof(*sizes);
	int failed = 0;
	size_t i;

	state = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL) | 1;
	printf("# KEXEC_TEST_SEED=%llu\n1..%zu\n", (unsigned long long)state,
	       count);
	for (i = 0; i < count; i++) {
		int wrong = run(&sizes[i]);

		printf("%sok %zu - pages of %s are exchanged, and back\n",
		       wrong ? "not " : "", i + 1, sizes[i].name);
		failed |= wrong;
	}
	return failed != 0;
}
