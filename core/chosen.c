// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * One pass copies the structure block, and leaves out or adds properties on the
 * way. New names go behind the old strings, so no old offset changes, unless an
 * earlier kexec has put them there.
 */
#include "core/chosen.h"

#include "core/range.h"

#define RESERVATION 16U
#define TOKEN	    4U
#define ADDRESS	    8U
#define CELL	    4U
#define PAIR_MAX    (2 * KX_TREE_CELLS_MAX * CELL)

/* New properties, in their order. */
enum property {
	BOOTED_FROM_KEXEC,
	BOOTARGS,
	INITRD_START,
	INITRD_END,
	USABLE,
	ELFCOREHDR,
	KASLR_SEED,
	RNG_SEED,
	PROPERTIES,
};

#define NAME_MAX_SIZE 32ULL

static const char names[PROPERTIES][NAME_MAX_SIZE] = {
	[BOOTED_FROM_KEXEC] = "linux,booted-from-kexec",
	[BOOTARGS] = "bootargs",
	[INITRD_START] = "linux,initrd-start",
	[INITRD_END] = "linux,initrd-end",
	[USABLE] = "linux,usable-memory-range",
	[ELFCOREHDR] = "linux,elfcorehdr",
	[KASLR_SEED] = "kaslr-seed",
	[RNG_SEED] = "rng-seed",
};

/* What else an earlier load has written: a crash kernel's, IMA's, KHO's. */
static const char *const stale[] = {
	"linux,dmcryptkeys",
	"linux,ima-kexec-buffer",
	"linux,kho-fdt",
	"linux,kho-scratch",
};

struct write {
	const struct kx_fdt *fdt;
	const struct kx_chosen *chosen;
	u8 *to;
	u64 at;
	u64 names; /* where ours begin in the strings */
	struct kx_tree_slots slots;
	bool has_chosen;
};

static bool is_old(const struct kx_fdt_item *item)
{
	u32 i;

	for (i = 0; i < PROPERTIES; i++)
		if (kx_fdt_is(item->name, names[i]))
			return true;
	for (i = 0; i < ARRAY_SIZE(stale); i++)
		if (kx_fdt_is(item->name, stale[i]))
			return true;
	return false;
}

static void put(struct write *write, struct kx_bytes bytes)
{
	if (bytes.size)
		memcpy(write->to + write->at, bytes.data, bytes.size);
	write->at += bytes.size;
}

static void put_number(struct write *write, u32 number)
{
	kx_write_be32(write->to + write->at, number);
	write->at += sizeof(number);
}

static void pad(struct write *write, u32 align)
{
	while (write->at % align)
		write->to[write->at++] = 0;
}

/* A value, and so many zeroes. */
static u64 put_property(struct write *write, enum property property,
			struct kx_bytes value, u32 zeroes)
{
	u64 at;

	put_number(write, KX_FDT_PROPERTY);
	put_number(write, (u32)value.size + zeroes);
	put_number(write, (u32)(write->names + property * NAME_MAX_SIZE));
	at = write->at;
	put(write, value);
	while (zeroes--)
		write->to[write->at++] = 0;
	pad(write, TOKEN);
	return at;
}

static u32 read_cells(const struct kx_fdt_item *item, const char *name, u32 old)
{
	if (!kx_fdt_is(item->name, name))
		return old;
	return item->value.size == CELL ? kx_load_be32(item->value.data) : 0;
}

/* Of the root, Linux takes 1 where the tree does not say. */
static void look_through(struct write *write)
{
	struct kx_tree_slots *slots = &write->slots;
	struct kx_fdt_cursor cursor = { 0 };
	bool is_root = true;
	struct kx_fdt_item item;

	slots->address_cells = 1;
	slots->size_cells = 1;
	while (kx_fdt_next(write->fdt, &cursor, &item)) {
		if (kx_fdt_is_node(&item, "chosen"))
			write->has_chosen = true;
		is_root = is_root && item.depth < 2;
		if (!is_root || item.token != KX_FDT_PROPERTY)
			continue;
		slots->address_cells = read_cells(&item, "#address-cells",
						  slots->address_cells);
		slots->size_cells =
			read_cells(&item, "#size-cells", slots->size_cells);
	}
}

static bool are_cells(u32 cells)
{
	return cells && cells <= KX_TREE_CELLS_MAX;
}

/* Its memory, and room for where the headers are, which the plan knows. */
static void put_crash(struct write *write)
{
	struct kx_range range = write->chosen->crash;
	u32 address = write->slots.address_cells;
	u32 length = write->slots.size_cells;
	u32 size = CELL * (address + length);
	u8 pair[PAIR_MAX];

	if (kx_range_is_empty(range) || !are_cells(address) ||
	    !are_cells(length) || !kx_tree_put(pair, address, range.start) ||
	    !kx_tree_put(pair + (u64)CELL * address, length,
			 kx_range_size(range)))
		return;
	put_property(write, USABLE, kx_bytes(pair, size), 0);
	write->slots.elfcorehdr = (u32)put_property(
		write, ELFCOREHDR, (struct kx_bytes){ 0 }, size);
}

static void put_properties(struct write *write)
{
	const struct kx_chosen *chosen = write->chosen;
	const struct kx_bytes none = { 0 };

	put_property(write, BOOTED_FROM_KEXEC, none, 0);
	if (chosen->cmdline.size)
		put_property(write, BOOTARGS, chosen->cmdline, 1);
	if (chosen->has_initrd) {
		write->slots.initrd_start =
			(u32)put_property(write, INITRD_START, none, ADDRESS);
		write->slots.initrd_end =
			(u32)put_property(write, INITRD_END, none, ADDRESS);
	}
	put_crash(write);
	if (chosen->kaslr_seed.size)
		put_property(write, KASLR_SEED, chosen->kaslr_seed, 0);
	if (chosen->rng_seed.size)
		put_property(write, RNG_SEED, chosen->rng_seed, 0);
}

/* A tree without /chosen gets one, before the first node. */
static void put_node(struct write *write)
{
	put_number(write, KX_FDT_BEGIN_NODE);
	put(write, kx_bytes("chosen", sizeof("chosen")));
	pad(write, TOKEN);
	put_properties(write);
	put_number(write, KX_FDT_END_NODE);
}

/* The first child of the root begins, or the root ends without any. */
static bool is_behind_root(const struct kx_fdt_item *item)
{
	return (item->token == KX_FDT_BEGIN_NODE && item->depth == 2) ||
	       (item->token == KX_FDT_END_NODE && item->depth == 1);
}

static void put_nodes(struct write *write)
{
	struct kx_fdt_cursor cursor = { 0 };
	bool is_written = false;
	bool is_inside = false;
	struct kx_fdt_item item;

	while (kx_fdt_next(write->fdt, &cursor, &item)) {
		bool begins = !is_written && kx_fdt_is_node(&item, "chosen");

		if (!write->has_chosen && !is_written &&
		    is_behind_root(&item)) {
			put_node(write);
			is_written = true;
		}
		if (item.token == KX_FDT_NOP ||
		    (is_inside && item.token == KX_FDT_PROPERTY &&
		     item.depth == 2 && is_old(&item)))
			continue;
		put(write, item.raw);
		if (begins) {
			put_properties(write);
			is_written = true;
			is_inside = true;
		}
		if (item.token == KX_FDT_END_NODE && item.depth == 2)
			is_inside = false;
	}
	put_number(write, KX_FDT_END);
}

bool kx_chosen_find(const struct kx_fdt *fdt, const char *name,
		    struct kx_bytes *value)
{
	struct kx_fdt_cursor cursor = { 0 };
	bool is_inside = false;
	struct kx_fdt_item item;

	while (kx_fdt_next(fdt, &cursor, &item)) {
		if (kx_fdt_is_node(&item, "chosen"))
			is_inside = true;
		if (is_inside && item.depth < 2)
			break;
		if (is_inside && item.token == KX_FDT_END_NODE &&
		    item.depth == 2)
			break;
		if (is_inside && item.token == KX_FDT_PROPERTY &&
		    item.depth == 2 && kx_fdt_is(item.name, name)) {
			*value = item.value;
			return true;
		}
	}
	return false;
}

static u64 find_number(const struct kx_fdt *fdt, const char *name)
{
	struct kx_bytes value;

	return kx_chosen_find(fdt, name, &value) ? kx_fdt_number(value) : 0;
}

/* Boot loaders reserve whole pages, and Linux's kexec the exact size. */
static bool is_size(const struct write *write, u64 length, u64 size)
{
	u64 pages = 0;

	return length == size ||
	       (kx_align_up(size, write->chosen->page_size, &pages) &&
		length == pages);
}

static bool is_reserved(struct kx_bytes reservations, struct kx_range range)
{
	u64 at;

	for (at = 0; at < reservations.size; at += RESERVATION)
		if (kx_load_be64(reservations.data + at) == range.start &&
		    kx_load_be64(reservations.data + at + 8) ==
			    kx_range_size(range))
			return true;
	return false;
}

static void put_kept(struct write *write)
{
	const struct kx_range *kept = write->chosen->kept;
	u32 i;

	for (i = 0; i < write->chosen->nr_kept; i++) {
		if (is_reserved(write->fdt->reservations, kept[i]))
			continue;
		kx_write_be64(write->to + write->at, kept[i].start);
		kx_write_be64(write->to + write->at + 8,
			      kx_range_size(kept[i]));
		write->at += RESERVATION;
	}
}

/* The boot loader has reserved the memory of its initrd, once. */
static void put_reservations(struct write *write)
{
	u64 old = find_number(write->fdt, names[INITRD_START]);
	u64 size = find_number(write->fdt, names[INITRD_END]) - old;
	struct kx_bytes from = write->fdt->reservations;
	static const u8 last[RESERVATION];
	bool is_gone = !old;
	u64 at;

	for (at = 0; at < from.size; at += RESERVATION) {
		const u8 *entry = from.data + at;

		if (!is_gone && kx_load_be64(entry) == old &&
		    is_size(write, kx_load_be64(entry + 8), size))
			is_gone = true;
		else
			put(write, kx_bytes(entry, RESERVATION));
	}
	put_kept(write);
	put(write, kx_bytes(last, sizeof(last)));
}

u64 kx_chosen_size(const struct kx_fdt *fdt, const struct kx_chosen *chosen)
{
	/* Token, size, name and padding of each, and a node of its own. */
	const u64 fixed = KX_TREE_HEADER + RESERVATION + 2 * ADDRESS +
			  2 * PAIR_MAX + PROPERTIES * (3 * TOKEN + TOKEN) +
			  6 * TOKEN + sizeof(names);

	return (u64)chosen->nr_kept * RESERVATION + fdt->reservations.size +
	       fdt->nodes.size + fdt->strings.size + chosen->cmdline.size +
	       chosen->kaslr_seed.size + chosen->rng_seed.size + fixed;
}

/* Devicetree Specification, 5.2. */
static void put_header(struct write *write, u64 nodes, u64 strings)
{
	const u32 numbers[] = {
		KX_TREE_MAGIC,
		(u32)write->at,
		(u32)nodes,
		(u32)strings,
		KX_TREE_HEADER,
		17, /* version, and the oldest one that can read this */
		16,
		write->fdt->boot_cpu,
		(u32)(write->at - strings),
		(u32)(strings - nodes),
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		kx_write_be32(write->to + i * sizeof(*numbers), numbers[i]);
}

static bool ends_with_names(struct kx_bytes strings)
{
	return strings.size >= sizeof(names) &&
	       !memcmp(strings.data + strings.size - sizeof(names), names,
		       sizeof(names));
}

u64 kx_chosen_write(const struct kx_fdt *fdt, const struct kx_chosen *chosen,
		    void *to, struct kx_tree_slots *slots)
{
	struct write write = {
		.fdt = fdt,
		.chosen = chosen,
		.to = to,
		.at = KX_TREE_HEADER,
	};
	bool has_names = ends_with_names(fdt->strings);
	u64 strings;
	u64 nodes;

	write.names = fdt->strings.size - (has_names ? sizeof(names) : 0);
	put_reservations(&write);
	nodes = write.at;
	look_through(&write);
	put_nodes(&write);
	strings = write.at;
	put(&write, fdt->strings);
	if (!has_names)
		put(&write, kx_bytes(names, sizeof(names)));
	put_header(&write, nodes, strings);
	*slots = write.slots;
	return write.at;
}
