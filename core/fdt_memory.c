// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A node's properties come before its nodes, so one pass is enough. What is no
 * memory is passed over, as in Linux: the running kernel has reserved nothing
 * there.
 */
#include "core/fdt_memory.h"

#include "core/range.h"

#define RESERVATION 16U
#define CELL	    4U
/* Numbers of more than 64 bits are no addresses. */
#define CELLS_MAX 2

struct walk {
	const struct kx_fdt *fdt;
	u64 page;
	struct kx_memmap *map;
	struct kx_fault *fault;
	/* Of /reserved-memory; both have defaults (specification, 2.3.5). */
	u64 address_cells;
	u64 size_cells;
	/* Of the node in it that is being read. */
	struct kx_bytes reg;
	bool is_disabled;
};

static int remove(struct walk *walk, u64 start, u64 size)
{
	struct kx_range range;
	int err;

	if (!size)
		return 0;
	/* As memblock_cap_size() in Linux mm/memblock.c. */
	if (!kx_range_make(start, size, &range) ||
	    !kx_align_up(range.end, walk->page, &range.end))
		range.end = kx_align_down(~0ULL, walk->page);
	range.start = kx_align_down(start, walk->page);
	if (kx_range_is_empty(range))
		return 0;
	err = kx_memmap_clear(walk->map, range);
	return err ? kx_fault_set(walk->fault, -err, "reserved memory", start,
				  size)
		   : 0;
}

static int remove_block(struct walk *walk)
{
	struct kx_bytes from = walk->fdt->reservations;
	int err = 0;
	u64 at;

	for (at = 0; at < from.size && !err; at += RESERVATION)
		err = remove(walk, kx_load_be64(from.data + at),
			     kx_load_be64(from.data + at + 8));
	return err;
}

static u64 take(struct kx_bytes *reg, u64 cells)
{
	u64 number = 0;

	for (; cells; cells--) {
		number = number << 32 | kx_load_be32(reg->data);
		*reg = kx_bytes(reg->data + CELL, reg->size - CELL);
	}
	return number;
}

static bool are_cells(u64 cells)
{
	return cells >= 1 && cells <= CELLS_MAX;
}

/* The end of a node in /reserved-memory. */
static int remove_node(struct walk *walk)
{
	u64 entry = (walk->address_cells + walk->size_cells) * CELL;
	struct kx_bytes reg = walk->reg;
	int err = 0;

	if (walk->is_disabled || !reg.data)
		return 0;
	if (!are_cells(walk->address_cells) || !are_cells(walk->size_cells) ||
	    reg.size % entry)
		return 0;
	while (reg.size && !err) {
		u64 start = take(&reg, walk->address_cells);

		err = remove(walk, start, take(&reg, walk->size_cells));
	}
	return err;
}

static void read_cells(struct walk *walk, const struct kx_fdt_item *item)
{
	if (kx_fdt_is(item->name, "#address-cells"))
		walk->address_cells = kx_fdt_number(item->value);
	if (kx_fdt_is(item->name, "#size-cells"))
		walk->size_cells = kx_fdt_number(item->value);
}

static void read_property(struct walk *walk, const struct kx_fdt_item *item)
{
	if (kx_fdt_is(item->name, "reg"))
		walk->reg = item->value;
	if (kx_fdt_is(item->name, "status"))
		walk->is_disabled = !kx_fdt_is(item->value, "okay") &&
				    !kx_fdt_is(item->value, "ok");
}

static int read_item(struct walk *walk, const struct kx_fdt_item *item)
{
	if (item->token == KX_FDT_PROPERTY && item->depth == 2)
		read_cells(walk, item);
	if (item->token == KX_FDT_PROPERTY && item->depth == 3)
		read_property(walk, item);
	if (item->depth != 3)
		return 0;
	if (item->token == KX_FDT_BEGIN_NODE) {
		walk->reg = (struct kx_bytes){ 0 };
		walk->is_disabled = false;
	}
	return item->token == KX_FDT_END_NODE ? remove_node(walk) : 0;
}

int kx_fdt_reserved(const struct kx_fdt *fdt, u64 page, struct kx_memmap *map,
		    struct kx_fault *fault)
{
	struct walk walk = {
		.fdt = fdt,
		.page = page,
		.map = map,
		.fault = fault,
		.address_cells = 2,
		.size_cells = 1,
	};
	struct kx_fdt_cursor cursor = { 0 };
	struct kx_fdt_item item;
	bool is_inside = false;
	int err = remove_block(&walk);

	while (!err && kx_fdt_next(fdt, &cursor, &item)) {
		if (kx_fdt_is_node(&item, "reserved-memory"))
			is_inside = true;
		if (is_inside)
			err = read_item(&walk, &item);
		if (item.token == KX_FDT_END_NODE && item.depth == 2)
			is_inside = false;
	}
	return err;
}
