/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Shared by all unit tests: tests that read as sentences, tables whose rows
 * have names, and random numbers that can be repeated.
 */
#ifndef TEST_UNIT_TEST_H
#define TEST_UNIT_TEST_H

/* cmocka.h needs these four before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TEST(sentence) \
	static void sentence(void **state __attribute__((unused)))

/* A test with a set_up(): *state is the result of that. */
#define TEST_WITH(sentence) static void sentence(void **state)
#define WITH(sentence) \
	cmocka_unit_test_setup_teardown(sentence, set_up, tear_down)

/* Like assert_int_equal(), and prints the row of a table. */
#define assert_row(name, got, want)                                           \
	test_row((name), #got, (long long)(got), (long long)(want), __FILE__, \
		 __LINE__)

static inline void test_row(const char *name, const char *what, long long got,
			    long long want, const char *file, int line)
{
	if (got == want)
		return;
	print_error("row \"%s\": %s is %lld (%#llx), not %lld (%#llx)\n", name,
		    what, got, got, want, want);
	_fail(file, line);
}

/*
 * Random numbers from a printed seed. KEXEC_TEST_SEED=N repeats a run. The
 * generator is xorshift64*: good enough and short.
 */
struct dice {
	uint64_t state;
};

static inline struct dice dice_new(void)
{
	const char *given = getenv("KEXEC_TEST_SEED");
	struct timespec now;
	uint64_t seed;

	clock_gettime(CLOCK_MONOTONIC, &now);
	seed = given ? strtoull(given, NULL, 0)
		     : (uint64_t)now.tv_sec * 1000003 ^ (uint64_t)now.tv_nsec;
	printf("# KEXEC_TEST_SEED=%llu\n", (unsigned long long)seed);
	return (struct dice){ .state = seed * 2 + 1 };
}

/* A random 64-bit number. */
static inline uint64_t dice_any(struct dice *dice)
{
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return dice->state * 0x2545f4914f6cdd1dULL;
}

/* A random number below @sides. */
static inline uint64_t dice_roll(struct dice *dice, uint64_t sides)
{
	return (dice_any(dice) >> 16) % sides;
}

/* A random number from @low to @high, inclusive. */
static inline uint64_t dice_between(struct dice *dice, uint64_t low,
				    uint64_t high)
{
	return low + dice_roll(dice, high - low + 1);
}

#endif
