/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a device tree says of memory: where there is any, and what is kept. */
#ifndef LIB_IMAGE_TREE_MEMORY_H
#define LIB_IMAGE_TREE_MEMORY_H

#include "core/memmap.h"

/**
 * kxl_tree_reserved - remove a tree's reserved memory from a map
 * @tree: a tree that was checked
 * @page: bytes, a power of two: whole pages are removed
 * @map: its entries are allocated, and may be allocated again
 *
 * That is the memory-reservation block and the static nodes of /reserved-memory
 * that are enabled.
 *
 * Return: 0, -ENOMEM.
 */
KX_MUST_CHECK int kxl_tree_reserved(const void *tree, u64 page,
				    struct kx_memmap *map);

/**
 * kxl_tree_memory - add a tree's memory to a map
 * @tree: a tree that was checked
 * @map: empty; its entries are allocated if there are any
 *
 * Return: 0, -ENOMEM.
 */
KX_MUST_CHECK int kxl_tree_memory(const void *tree, struct kx_memmap *map);

/**
 * kxl_tree_ranges - add the memory in a property of /chosen to a map
 * @tree: a tree that was checked
 * @node: offset of the node
 * @map: empty; its entries are allocated if there are any
 *
 * Return: 0, -ENOMEM.
 */
KX_MUST_CHECK int kxl_tree_ranges(const void *tree, int node, const char *name,
				  struct kx_memmap *map);

/**
 * kxl_tree_pair - read an address and a size, as they are in /chosen
 * @tree: a tree that was checked, whose root says how long the numbers are
 * @node: offset of the node
 * @start, @size: filled if the function returns true
 *
 * Return: whether the property has both.
 */
KX_MUST_CHECK bool kxl_tree_pair(const void *tree, int node, const char *name,
				 u64 *start, u64 *size);

/**
 * kxl_tree_cells - how long an address and a size are in /chosen
 * @tree: a tree that was checked
 * @address, @size: words of 4 bytes; 0: the tree does not say it well
 */
void kxl_tree_cells(const void *tree, u32 *address, u32 *size);

/**
 * kxl_tree_add_pair - append an address and a size to a property
 * @tree: has room
 * @node: offset of the node
 *
 * Return: 0, -FDT_ERR_BADVALUE if the tree's numbers are too short, or an error
 * of libfdt's.
 */
KX_MUST_CHECK int kxl_tree_add_pair(void *tree, int node, const char *name,
				    u64 start, u64 size);

#endif
