/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Random numbers, which core/ gets from where it runs. */
#ifndef CORE_RANDOM_H
#define CORE_RANDOM_H

#include "kx_port.h"

struct kx_random {
	/* Fill @bits with 64 random bits; false: there are none. */
	bool (*draw)(void *data, u64 *bits);
	void *data;
};

/**
 * kx_random_below - draw a number, all of them equally likely
 * @random: source of the bits
 * @limit: > 0
 * @number: filled on success: less than @limit
 *
 * Return: false, with @number untouched, if the source has no bits.
 */
KX_MUST_CHECK bool kx_random_below(const struct kx_random *random, u64 limit,
				   u64 *number);

#endif
