/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Texts and objects that live as long as a boot menu, and are freed with it. */
#ifndef LIB_ENTRIES_POOL_H
#define LIB_ENTRIES_POOL_H

#include "core/bytes.h"

/*
 * All that the files of a boot loader may make of themselves. A script can
 * double a variable in each of its lines.
 */
#define KXL_POOL_MAX (32U << 20)

struct kxl_pool {
	void **blocks; /* owned, and so is each */
	size_t count;
	size_t room;
	u64 used; /* bytes */
	/* Memory, or KXL_POOL_MAX, was not enough: what was made is not whole.
	 */
	bool is_short;
};

/**
 * kxl_pool_take - allocate zeroed memory
 *
 * Return: the memory; or NULL, with @pool->is_short set.
 */
void *kxl_pool_take(struct kxl_pool *pool, u64 size);

/**
 * kxl_pool_copy - copy a text, and add a NUL
 *
 * Return: the copy; or, with @pool->is_short set, "".
 */
const char *kxl_pool_copy(struct kxl_pool *pool, struct kx_bytes text);

/** kxl_pool_print - the same for what printf(3) makes of @format */
__attribute__((format(printf, 2, 3))) const char *
kxl_pool_print(struct kxl_pool *pool, const char *format, ...);

/** kxl_pool_free - free all of it; does nothing to a zeroed @pool */
void kxl_pool_free(struct kxl_pool *pool);

#endif
