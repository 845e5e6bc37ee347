/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What an image is for. What that changes in a plan is a row of functions and
 * numbers for each purpose, and each architecture has such rows (arch.h): no
 * other code asks.
 */
#ifndef CORE_PURPOSE_H
#define CORE_PURPOSE_H

#include "core/range.h"
#include "kx_port.h"

struct kx_fault;
struct kx_memmap;
struct kx_plan;
struct kx_request;

enum kx_purpose {
	KX_PURPOSE_NORMAL,
	KX_PURPOSE_CRASH,     /* crash.h */
	KX_PURPOSE_RETURNING, /* KEXEC_PRESERVE_CONTEXT: jump_back.h */
	KX_PURPOSES,
};

/* Where the parts lie that only a crash kernel has. Whole pages, physical. */
struct kx_crash_parts {
	struct kx_range elfcorehdr;
	struct kx_range backup; /* what is saved; empty: nothing */
	struct kx_range backup_to;
};

struct kx_purpose_row {
	/* Bytes of the arena that it takes beyond a normal kernel's. */
	u64 (*arena_size)(const struct kx_request *request);
	/*
	 * Segments that come before the kernel's. @parts is zero, and says
	 * where they are afterwards.
	 */
	int (*reserve)(const struct kx_request *request, struct kx_plan *plan,
		       struct kx_crash_parts *parts, struct kx_fault *fault);
	/* The memory map that the next kernel gets. */
	int (*memory)(const struct kx_request *request,
		      const struct kx_crash_parts *parts, struct kx_memmap *map,
		      struct kx_fault *fault);
	/*
	 * What comes before the command line; the number of its bytes. NULL:
	 * nothing does.
	 */
	u32 (*prefix)(const struct kx_crash_parts *parts, char *to);
	/* Segments that come after all others. @map is memory()'s. */
	int (*complete)(const struct kx_memmap *map, struct kx_plan *plan,
			struct kx_fault *fault);
	u32 prefix_room; /* bytes that prefix() writes at most */
	/* Where the prefix has digits that the purgatory fills; 0: nowhere. */
	u32 digits_at;
	/*
	 * All segments lie in limits.crash, whatever the firmware's map says,
	 * and the purgatory is one of them, with the digests of the others.
	 */
	bool is_in_region;
};

#endif
