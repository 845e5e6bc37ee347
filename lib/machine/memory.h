/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* How much memory the running system can give, in bytes. */
#ifndef LIB_MACHINE_MEMORY_H
#define LIB_MACHINE_MEMORY_H

#include "core/bytes.h"

struct kxl_memory {
	u64 available; /* what Linux estimates, and what swap has room for */
	u64 possible;  /* all that might be freed */
};

/* Where it stands; but for the first each may be empty. */
struct kxl_memory_texts {
	struct kx_bytes meminfo;  /* /proc/meminfo */
	struct kx_bytes zoneinfo; /* /proc/zoneinfo */
	struct kx_bytes arcstats; /* /proc/spl/kstat/zfs/arcstats */
};

/**
 * kxl_memory_find - what a load can have of memory
 * @texts: what the system says
 * @memory: filled when the answer is true
 *
 * Return: whether meminfo has all lines for it (Linux 3.14).
 */
bool kxl_memory_find(const struct kxl_memory_texts *texts,
		     struct kxl_memory *memory);

#endif
