/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* GRUB's environment block, grubenv: variables that outlive a boot. */
#ifndef LIB_ENTRIES_GRUB_BLOCK_H
#define LIB_ENTRIES_GRUB_BLOCK_H

#include "core/bytes.h"
#include "lib/entries/bls.h"
#include "lib/entries/pool.h"

/* grub-editenv makes it this large, and fills it with '#'. */
#define KXL_GRUB_BLOCK_SIZE 1024
/* GRUB reads any size. */
#define KXL_GRUB_BLOCK_MAX 65536

struct kxl_grub_variable {
	struct kx_bytes name;  /* letters, digits and _ */
	struct kx_bytes value; /* with a backslash before some characters */
};

/**
 * kxl_grub_block_open - check the first line
 * @file: the whole block
 * @rest: filled if the function returns true
 */
bool kxl_grub_block_open(struct kx_bytes file, struct kx_bytes *rest);

/**
 * kxl_grub_block_next - take the next variable
 * @rest: shrinks by what was read
 *
 * A value without a line feed at its end is none, and a name that no script can
 * use is skipped. Source: grub_envblk_iterate() in grub-core/lib/envblk.c.
 */
bool kxl_grub_block_next(struct kx_bytes *rest,
			 struct kxl_grub_variable *variable);

/**
 * kxl_grub_block_fault - find the first piece of a block that is left out
 * @file: the whole block
 * @fault: filled if the function returns true
 */
bool kxl_grub_block_fault(struct kx_bytes file, struct kxl_line_fault *fault);

/**
 * kxl_grub_block_put - set or remove a variable
 * @file: the whole block, which begins with the first line
 * @value: without a backslash, a line feed or a NUL; NULL: remove it
 * @block: filled if the function returns true: as many bytes as @file
 *
 * All other bytes stay as they are, but for the '#' at the end.
 *
 * Return: whether there is room, and the last variable is whole. One can't be
 * set behind words without a "=", of which it would become a part.
 */
bool kxl_grub_block_put(struct kx_bytes file, const char *name,
			const char *value, u8 *block);

/** kxl_grub_block_value - copy a value, without the backslashes */
const char *kxl_grub_block_value(struct kxl_pool *pool, struct kx_bytes value);

#endif
