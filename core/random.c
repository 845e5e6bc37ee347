// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Random numbers without a bias. */
#include "core/random.h"

/* Draws of the incomplete last round are repeated: they would favour some. */
bool kx_random_below(const struct kx_random *random, u64 limit, u64 *number)
{
	const u64 excess = (~0ULL % limit + 1) % limit; /* 2^64 modulo limit */
	u64 bits = 0;

	do {
		if (!random->draw(random->data, &bits))
			return false;
	} while (bits > ~0ULL - excess);
	*number = bits % limit;
	return true;
}
