/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Whether random numbers are spread evenly. */
#ifndef TEST_UNIT_CORE_UNIFORM_H
#define TEST_UNIT_CORE_UNIFORM_H

#include "core/random.h"
#include "test/unit/test.h"

/* A source of random numbers that fails. */
static inline bool no_draw(void *data, u64 *bits)
{
	(void)data;
	(void)bits;
	return false;
}

/* Whether @counts of @draws are of equally likely cells: chi-square. */
static inline void assert_uniform(const u32 *counts, u32 cells, u32 draws)
{
	double expected = (double)draws / cells;
	double free = cells - 1;
	double square = 0;
	double excess;
	u32 i;

	for (i = 0; i < cells; i++)
		square += (counts[i] - expected) * (counts[i] - expected) /
			  expected;
	/* Mean and variance are free and 2 * free: within 4 deviations. */
	excess = square - free;
	printf("# chi-square %.1f with %u degrees of freedom\n", square,
	       cells - 1);
	assert_true(excess * excess < 16 * 2 * free);
}

#endif
