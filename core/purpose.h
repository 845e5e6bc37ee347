/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The purpose of an image. Everything in a plan that depends on it is in a row
 * of functions and numbers for each purpose. Each architecture has such rows
 * (arch.h); no other code depends on the purpose.
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

/* Places of the parts that only a crash kernel has. Whole pages, physical. */
struct kx_crash_parts {
	struct kx_range elfcorehdr;
	struct kx_range backup; /* the memory to save; empty: none */
	struct kx_range backup_to;
};

struct kx_purpose_row {
	/*
	 * The architecture can't do this: its plans are refused, and of the row
	 * only arena_size() is called.
	 */
	bool is_missing;
	/* Arena bytes in addition to those of a normal kernel. */
	u64 (*arena_size)(const struct kx_request *request);
	/*
	 * Adds segments before the kernel's. @parts is zero, and has their
	 * places afterwards.
	 */
	int (*reserve)(const struct kx_request *request, struct kx_plan *plan,
		       struct kx_crash_parts *parts, struct kx_fault *fault);
	/* Makes the memory map that the next kernel gets. */
	int (*memory)(const struct kx_request *request,
		      const struct kx_crash_parts *parts, struct kx_memmap *map,
		      struct kx_fault *fault);
	/*
	 * Writes the prefix of the command line, and returns its size in bytes.
	 * NULL: no prefix.
	 */
	u32 (*prefix)(const struct kx_crash_parts *parts, char *to);
	/* Adds segments after all others. @map was filled by memory(). */
	int (*complete)(const struct kx_memmap *map, struct kx_plan *plan,
			struct kx_fault *fault);
	u32 prefix_room; /* bytes that prefix() writes at most */
	/* Offset in the prefix of digits that the purgatory fills; 0: none. */
	u32 digits_at;
	/* All segments are in limits.crash. */
	bool is_in_region;
	/*
	 * memory() makes the kernel's map without the firmware's RAM: segments
	 * need not lie in that.
	 */
	bool has_own_map;
	bool has_timeline; /* timeline.h */
};

/*
 * Functions of a row for what the purpose does not change: no arena, no
 * segments, the firmware's memory map as it is.
 */
u64 kx_purpose_takes_no_arena(const struct kx_request *request);
int kx_purpose_reserves_nothing(const struct kx_request *request,
				struct kx_plan *plan,
				struct kx_crash_parts *parts,
				struct kx_fault *fault);
int kx_purpose_hands_memory_on(const struct kx_request *request,
			       const struct kx_crash_parts *parts,
			       struct kx_memmap *map, struct kx_fault *fault);
int kx_purpose_adds_nothing(const struct kx_memmap *map, struct kx_plan *plan,
			    struct kx_fault *fault);

#endif
