/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Promises of a device tree that was built, and of memory that it keeps. */
#ifndef TEST_UNIT_CORE_TREE_ORACLE_H
#define TEST_UNIT_CORE_TREE_ORACLE_H

#include "core/plan.h"

/*
 * NULL, or the promise that @built breaks: a sound tree with the nodes and
 * properties of @source, in their order. Only /chosen differs: it has nothing
 * of an earlier load, this @line, and an initrd if @has_initrd.
 */
const char *tree_oracle(struct kx_bytes source, struct kx_bytes built,
			const char *line, bool has_initrd);

/* What a crash kernel may use, in this order; some may be empty. */
struct tree_crash {
	struct kx_range ranges[6];
	u64 page;
};

/*
 * The same for the tree of a crash kernel, which has no other memory than that,
 * and a place for the address and the size of the headers.
 */
const char *tree_crash_oracle(struct kx_bytes source, struct kx_bytes built,
			      const char *line, bool has_initrd,
			      const struct tree_crash *crash);

/*
 * NULL, or the reason that no segment may lie at @range: the tree keeps that
 * memory, or has no memory there.
 */
const char *tree_memory_oracle(struct kx_bytes tree, struct kx_range range);

#endif
