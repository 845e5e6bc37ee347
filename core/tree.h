/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A flattened device tree in a plan. The library builds it (lib/image/tree.h);
 * core/ reads no more of it than its header, and writes the numbers that only
 * the plan knows.
 */
#ifndef CORE_TREE_H
#define CORE_TREE_H

#include "core/bytes.h"
#include "kx_port.h"

#define KX_TREE_MAGIC 0xd00dfeedU
/* Bytes of a header of version 17 (Devicetree Specification, 5.2). */
#define KX_TREE_HEADER 40
/* The most that Linux on arm64 takes (booting.rst; MAX_FDT_SIZE). */
#define KX_TREE_MAX 0x200000U
/* Words of a number, at most: as in libfdt (FDT_MAX_NCELLS). */
#define KX_TREE_CELLS_MAX 4U

/*
 * Where a tree has values that the plan fills, as offsets in its bytes. 0: the
 * tree has no such property.
 */
struct kx_tree_slots {
	u32 initrd_start; /* of /chosen's linux,initrd-start: 8 bytes */
	u32 initrd_end;
	/* Of its linux,elfcorehdr: an address and a size of so many words. */
	u32 elfcorehdr;
	u32 address_cells;
	u32 size_cells;
};

/** kx_tree_is - is it a flattened device tree, by its magic? */
static inline bool kx_tree_is(struct kx_bytes file)
{
	return file.size >= KX_TREE_HEADER &&
	       kx_load_be32(file.data) == KX_TREE_MAGIC;
}

/** kx_tree_size - the size that the header of a tree says */
static inline u32 kx_tree_size(struct kx_bytes tree)
{
	return kx_load_be32(tree.data + 4);
}

/** kx_tree_set_size - write another size to the header of a tree */
static inline void kx_tree_set_size(u8 *tree, u32 size)
{
	kx_write_be32(tree + 4, size);
}

/**
 * kx_tree_put - write a number of some 32-bit words ("cells")
 * @to: @cells words
 *
 * Return: whether it has no more bits than these.
 */
static inline bool kx_tree_put(u8 *to, u32 cells, u64 value)
{
	u32 i;

	for (i = 4 * cells; i--; value >>= 8)
		to[i] = (u8)value;
	return !value;
}

#endif
