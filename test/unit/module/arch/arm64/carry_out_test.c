// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The copy steps of arm64's jump, run in a process: random steps in pages of
 * each size, compared with a model. It is compiled for arm64 without any
 * library, and an emulator runs it where that is needed.
 */
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAGES	  96
#define NOTHING	  (~0ULL) /* the source of zeroes */
#define CHAIN_MAX 8	  /* pages of steps */
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

void carry_out_12(const struct copies *first);
void carry_out_14(const struct copies *first);
void carry_out_16(const struct copies *first);

static const struct size {
	const char *name;
	unsigned int shift;
	void (*run)(const struct copies *first);
} sizes[] = {
	{ "4 KiB", 12, carry_out_12 },
	{ "16 KiB", 14, carry_out_14 },
	{ "64 KiB", 16, carry_out_16 },
};

struct world {
	unsigned int shift;
	unsigned char *memory;
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

static void model(const struct world *world, uint64_t dest, uint64_t source,
		  uint64_t count)
{
	unsigned char *to = world->model + (dest << world->shift);

	if (source == NOTHING)
		memset(to, 0, count << world->shift);
	else
		memmove(to, world->model + (source << world->shift),
			count << world->shift);
}

/*
 * The first half of the pages are sources, the second half destinations, each
 * of which is written once, as by the copy list.
 */
static void roll_steps(const struct world *world)
{
	uint64_t base = (uint64_t)(uintptr_t)world->memory;
	uint64_t at = PAGES / 2;
	int i;

	for (i = 0; i < CHAIN_MAX; i++) {
		struct copies *copies = world->chain[i];
		uint64_t left = roll(4);

		copies->count = 0;
		copies->next =
			i + 1 < CHAIN_MAX
				? (uint64_t)(uintptr_t)world->chain[i + 1]
				: 0;
		for (; left && at < PAGES; left--) {
			struct step *step = &copies->steps[copies->count++];
			uint64_t count = 1 + roll(5);
			uint64_t source = roll(PAGES / 2 - 5);
			uint64_t kind = roll(4);

			count = count < PAGES - at ? count : PAGES - at;
			source = kind == 0 ? NOTHING : kind == 1 ? at : source;
			model(world, at, source, count);
			step->dest = base + (at << world->shift);
			step->source =
				source == NOTHING
					? NOTHING
					: base + (source << world->shift);
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
	world.model = pages(&world, PAGES);
	for (i = 0; i < CHAIN_MAX; i++)
		world.chain[i] = pages(&world, 1);
	for (i = 0; i < bytes; i += sizeof(state)) {
		roll(1);
		memcpy(world.memory + i, &state, sizeof(state));
	}
	for (round = 0; round < ROUNDS && !wrong; round++) {
		memcpy(world.model, world.memory, bytes);
		roll_steps(&world);
		size->run(world.chain[0]);
		wrong = memcmp(world.memory, world.model, bytes);
	}
	for (i = 0; i < CHAIN_MAX; i++)
		free(world.chain[i]);
	free(world.memory);
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

		printf("%sok %zu - pages of %s are as the model has them\n",
		       wrong ? "not " : "", i + 1, sizes[i].name);
		failed |= wrong;
	}
	return failed != 0;
}
