// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A list of blocks that are freed together. Callers need not look at each
 * result: a text is never NULL, and a flag says at the end whether all of them
 * are whole.
 */
#include "lib/entries/pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool grow(struct kxl_pool *pool)
{
	size_t room = pool->room ? 2 * pool->room : 64;
	void **more;

	if (pool->count < pool->room)
		return true;
	more = reallocarray(pool->blocks, room, sizeof(*more));
	if (!more)
		return false;
	pool->blocks = more;
	pool->room = room;
	return true;
}

void *kxl_pool_take(struct kxl_pool *pool, u64 size)
{
	void *block = NULL;

	if (!pool->is_short && size <= KXL_POOL_MAX - pool->used && grow(pool))
		block = calloc(1, size ? size : 1);
	if (!block) {
		pool->is_short = true;
		return NULL;
	}
	pool->used += size;
	pool->blocks[pool->count++] = block;
	return block;
}

const char *kxl_pool_copy(struct kxl_pool *pool, struct kx_bytes text)
{
	char *copy = kxl_pool_take(pool, text.size + 1);

	if (!copy)
		return "";
	if (text.size)
		memcpy(copy, text.data, text.size);
	return copy;
}

const char *kxl_pool_print(struct kxl_pool *pool, const char *format, ...)
{
	const char *copy;
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0) {
		pool->is_short = true;
		return "";
	}
	copy = kxl_pool_copy(pool, kx_bytes(text, (u64)length));
	free(text);
	return copy;
}

void kxl_pool_free(struct kxl_pool *pool)
{
	while (pool->count)
		free(pool->blocks[--pool->count]);
	free(pool->blocks);
	*pool = (struct kxl_pool){ 0 };
}
