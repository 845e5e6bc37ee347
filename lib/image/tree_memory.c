// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Memory in a device tree, as Linux reads it before anything else
 * (early_init_dt_scan_memory() in drivers/of/fdt.c, and of_reserved_mem.c). One
 * walk finds the ranges; each map does with them what it wants.
 */
#include "lib/image/tree_memory.h"

#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "core/range.h"

/* Numbers of more than 64 bits are no addresses. */
#define CELLS_MAX 2

struct walk {
	const void *tree;
	u64 page;	       /* ranges become whole pages */
	struct kx_memmap *map; /* NULL: count alone */
	u32 type;	       /* of the ranges in the map; 0: remove them */
	u32 count;
};

static int add(struct walk *walk, u64 start, u64 size)
{
	struct kx_range range;
	int err;

	if (!size)
		return 0;
	if (!kx_range_make(start, size, &range) ||
	    !kx_align_up(range.end, walk->page, &range.end))
		return -EBADMSG;
	range.start = kx_align_down(range.start, walk->page);
	walk->count++;
	if (!walk->map)
		return 0;
	err = walk->type ? kx_memmap_set(walk->map, range, walk->type)
			 : kx_memmap_clear(walk->map, range);
	return err ? -ENOMEM : 0;
}

static u64 take_cells(const fdt32_t **cells, int count)
{
	u64 number = 0;

	for (; count; count--)
		number = number << 32 | fdt32_ld((*cells)++);
	return number;
}

/* @parent: says how many cells an address and a size have */
static int add_property(struct walk *walk, int parent, int node,
			const char *name)
{
	int address = fdt_address_cells(walk->tree, parent);
	int size = fdt_size_cells(walk->tree, parent);
	const fdt32_t *cells;
	int left = 0;
	int err = 0;
	u64 start;

	cells = fdt_getprop(walk->tree, node, name, &left);
	if (!cells)
		return 0;
	if (address < 1 || address > CELLS_MAX || size < 1 || size > CELLS_MAX)
		return -EBADMSG;
	left /= (int)sizeof(*cells);
	for (; left >= address + size && !err; left -= address + size) {
		start = take_cells(&cells, address);
		err = add(walk, start, take_cells(&cells, size));
	}
	return err || !left ? err : -EBADMSG;
}

/* A value need not end in a NUL. */
static bool has(const void *tree, int node, const char *name, const char *text)
{
	int size = 0;
	const char *value = fdt_getprop(tree, node, name, &size);

	return value && (size_t)size == strlen(text) + 1 &&
	       !memcmp(value, text, (size_t)size);
}

static bool is_enabled(const void *tree, int node)
{
	return !fdt_getprop(tree, node, "status", NULL) ||
	       has(tree, node, "status", "okay") ||
	       has(tree, node, "status", "ok");
}

static int walk_block(struct walk *walk)
{
	int count = fdt_num_mem_rsv(walk->tree);
	u64 start, size;
	int err = count < 0 ? -EBADMSG : 0;
	int i;

	for (i = 0; i < count && !err; i++) {
		if (fdt_get_mem_rsv(walk->tree, i, &start, &size))
			return -EBADMSG;
		err = add(walk, start, size);
	}
	return err;
}

/* Nodes without a property reg are placed by each kernel for itself. */
static int walk_reserved(struct walk *walk)
{
	int parent = fdt_path_offset(walk->tree, "/reserved-memory");
	int err = walk_block(walk);
	int node;

	if (parent < 0)
		return err;
	fdt_for_each_subnode(node, walk->tree, parent)
	{
		if (!err && is_enabled(walk->tree, node))
			err = add_property(walk, parent, node, "reg");
	}
	return err;
}

static bool is_memory(const void *tree, int node)
{
	return has(tree, node, "device_type", "memory") &&
	       is_enabled(tree, node);
}

static int walk_memory(struct walk *walk)
{
	static const char usable[] = "linux,usable-memory";
	int err = 0;
	int node;

	fdt_for_each_subnode(node, walk->tree, 0)
	{
		if (err || !is_memory(walk->tree, node))
			continue;
		err = add_property(walk, 0, node,
				   fdt_getprop(walk->tree, node, usable, NULL)
					   ? usable
					   : "reg");
	}
	return err;
}

/* Each range needs two entries more at most: it splits one into three. */
static int change_map(struct walk *walk, int (*run)(struct walk *walk),
		      struct kx_memmap *map)
{
	struct kx_memory *entries;
	int err = run(walk);
	u32 room;

	if (err || !walk->count)
		return err;
	room = map->count + 2 * walk->count + 2;
	entries = reallocarray(map->entries, room, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	map->entries = entries;
	map->capacity = room;
	walk->map = map;
	return run(walk);
}

int kxl_tree_reserved(const void *tree, u64 page, struct kx_memmap *map)
{
	struct walk walk = { .tree = tree, .page = page };

	return change_map(&walk, walk_reserved, map);
}

int kxl_tree_memory(const void *tree, struct kx_memmap *map)
{
	struct walk walk = { .tree = tree, .page = 1, .type = KX_MEM_RAM };

	return change_map(&walk, walk_memory, map);
}
