// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Memory in a device tree, as Linux reads it before anything else
 * (early_init_dt_scan_memory() in drivers/of/fdt.c, and of_reserved_mem.c). One
 * walk finds the ranges; each map does with them what it wants.
 *
 * What Linux passes over does not make a tree useless here. Where its versions
 * differ, less is memory, and more is reserved.
 */
#include "lib/image/tree_memory.h"

#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "core/range.h"
#include "core/tree.h"

/* libfdt's limit (FDT_MAX_NCELLS); of longer numbers Linux takes 64 bits. */
#define CELLS_MAX 4
/* Linux's for a root that does not say; libfdt has 2 for an address. */
#define CELLS_DEFAULT 1

struct walk {
	const void *tree;
	u64 page;	       /* ranges become whole pages */
	struct kx_memmap *map; /* NULL: count alone */
	u32 type;	       /* of the ranges in the map; 0: remove them */
	u32 count;
	int node; /* and the name of a property of it, for one alone */
	const char *name;
};

static int add(struct walk *walk, u64 start, u64 size)
{
	struct kx_range range;
	int err;

	if (!size)
		return 0;
	/* As memblock_cap_size(). */
	if (!kx_range_make(start, size, &range) ||
	    !kx_align_up(range.end, walk->page, &range.end))
		range.end = kx_align_down(~0ULL, walk->page);
	range.start = kx_align_down(start, walk->page);
	if (kx_range_is_empty(range))
		return 0;
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

/* -1: it is no number of cells. */
static int read_cells(const void *tree, int node, const char *name,
		      int fallback)
{
	int size = 0;
	const void *value = fdt_getprop(tree, node, name, &size);

	if (!value)
		return fallback;
	return size == 4 && fdt32_ld(value) <= CELLS_MAX ? (int)fdt32_ld(value)
							 : -1;
}

static int count_cells(const void *tree, int parent, const char *name)
{
	return read_cells(tree, parent, name,
			  read_cells(tree, 0, name, CELLS_DEFAULT));
}

void kxl_tree_cells(const void *tree, u32 *address, u32 *size)
{
	int first = count_cells(tree, 0, "#address-cells");
	int second = count_cells(tree, 0, "#size-cells");

	*address = first > 0 ? (u32)first : 0;
	*size = second > 0 ? (u32)second : 0;
}

int kxl_tree_add_pair(void *tree, int node, const char *name, u64 start,
		      u64 size)
{
	u8 pair[2 * 4 * CELLS_MAX];
	u32 address;
	u32 length;

	kxl_tree_cells(tree, &address, &length);
	if (!address || !length || !kx_tree_put(pair, address, start) ||
	    !kx_tree_put(pair + (size_t)4 * address, length, size))
		return -FDT_ERR_BADVALUE;
	return fdt_appendprop(tree, node, name, pair,
			      (int)(4 * (address + length)));
}

bool kxl_tree_pair(const void *tree, int node, const char *name, u64 *start,
		   u64 *size)
{
	int address = count_cells(tree, 0, "#address-cells");
	int length = count_cells(tree, 0, "#size-cells");
	int left = 0;
	const fdt32_t *cells = fdt_getprop(tree, node, name, &left);

	if (!cells || address < 1 || length < 1 ||
	    left < 4 * (address + length))
		return false;
	*start = take_cells(&cells, address);
	*size = take_cells(&cells, length);
	return true;
}

/* @parent: says how many cells an address and a size have */
static int add_property(struct walk *walk, int parent, int node,
			const char *name)
{
	int address = count_cells(walk->tree, parent, "#address-cells");
	int size = count_cells(walk->tree, parent, "#size-cells");
	const fdt32_t *cells;
	int left = 0;
	int err = 0;
	u64 start;

	cells = fdt_getprop(walk->tree, node, name, &left);
	if (!cells || address < 1 || size < 1)
		return 0;
	/* Linux 6.12 takes the whole ranges, and 7.3 none. */
	if (walk->type && left % (4 * (address + size)))
		return 0;
	left /= (int)sizeof(*cells);
	for (; left >= address + size && !err; left -= address + size) {
		start = take_cells(&cells, address);
		err = add(walk, start, take_cells(&cells, size));
	}
	return err;
}

/* The first of a property's words; one that has no end is none. */
static bool has(const void *tree, int node, const char *name, const char *text)
{
	const char *word = fdt_stringlist_get(tree, node, name, 0, NULL);

	return word && !strcmp(word, text);
}

/* A status without an end: Linux 6.12 reads on, and 7.3 takes it for none. */
static bool is_enabled(const struct walk *walk, int node)
{
	const void *tree = walk->tree;

	if (!fdt_getprop(tree, node, "status", NULL))
		return true;
	if (!fdt_stringlist_get(tree, node, "status", 0, NULL))
		return !walk->type;
	return has(tree, node, "status", "okay") ||
	       has(tree, node, "status", "ok");
}

static int walk_block(struct walk *walk)
{
	int count = fdt_num_mem_rsv(walk->tree);
	u64 start, size;
	int err = 0;
	int i;

	for (i = 0; i < count && !err; i++)
		if (!fdt_get_mem_rsv(walk->tree, i, &start, &size))
			err = add(walk, start, size);
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
		if (!err && is_enabled(walk, node))
			err = add_property(walk, parent, node, "reg");
	}
	return err;
}

static bool is_memory(const struct walk *walk, int node)
{
	return has(walk->tree, node, "device_type", "memory") &&
	       is_enabled(walk, node);
}

static int walk_memory(struct walk *walk)
{
	static const char usable[] = "linux,usable-memory";
	int err = 0;
	int node;

	fdt_for_each_subnode(node, walk->tree, 0)
	{
		if (err || !is_memory(walk, node))
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

static int walk_property(struct walk *walk)
{
	return add_property(walk, 0, walk->node, walk->name);
}

int kxl_tree_ranges(const void *tree, int node, const char *name,
		    struct kx_memmap *map)
{
	struct walk walk = { .tree = tree,
			     .page = 1,
			     .type = KX_MEM_RAM,
			     .node = node,
			     .name = name };

	return change_map(&walk, walk_property, map);
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
