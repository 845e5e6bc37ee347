/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The memory that the running system can provide, in bytes. */
#ifndef LIB_MACHINE_MEMORY_H
#define LIB_MACHINE_MEMORY_H

#include "core/bytes.h"

struct kxl_memory {
	u64 available; /* Linux's estimate, and what swap can take */
	u64 possible;  /* all that could be freed */
};

/* The files that have it; all but the first may be empty. */
struct kxl_memory_texts {
	u64 page_bytes;		  /* what zoneinfo counts in */
	struct kx_bytes meminfo;  /* /proc/meminfo */
	struct kx_bytes zoneinfo; /* /proc/zoneinfo */
	struct kx_bytes arcstats; /* /proc/spl/kstat/zfs/arcstats */
};

/**
 * kxl_memory_find - compute how much memory a load can get
 * @texts: contents of the files
 * @memory: filled if the function returns true
 *
 * Return: whether meminfo has all lines for it (Linux 3.14).
 */
bool kxl_memory_find(const struct kxl_memory_texts *texts,
		     struct kxl_memory *memory);

#endif
