// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * One function reads a piece of the structure block with all its checks. The
 * check of a tree is a walk through all pieces, so a later walk can't fail.
 */
#include "core/fdt.h"

#include "core/range.h"
#include "core/tree.h"

/* Offsets in the header of a tree. */
#define OFF_NODES	 8
#define OFF_STRINGS	 12
#define OFF_RESERVATIONS 16
#define OFF_VERSION	 20
#define OFF_COMPATIBLE	 24
#define OFF_BOOT_CPU	 28
#define OFF_STRINGS_SIZE 32
#define OFF_NODES_SIZE	 36

#define VERSION	    17U
#define RESERVATION 16U
#define TOKEN	    4U
/* The specification has 31 bytes, without a node's address (2.2.1, 2.2.4). */
#define NAME_LIMIT 255U

static int fail(struct kx_fault *fault, const char *what, u64 value, u64 limit)
{
	return kx_fault_set(fault, KX_E_TREE, what, value, limit);
}

static u32 header(struct kx_bytes tree, u32 offset)
{
	return kx_load_be32(tree.data + offset);
}

static int cut(struct kx_bytes tree, u64 offset, u64 size,
	       struct kx_bytes *part, struct kx_fault *fault)
{
	return kx_bytes_slice(tree, offset, size, part)
		       ? fail(fault, "block", offset, tree.size)
		       : 0;
}

/* They end with one of zeroes. */
static int find_reservations(struct kx_bytes tree, struct kx_fdt *fdt,
			     struct kx_fault *fault)
{
	u64 begin = header(tree, OFF_RESERVATIONS);
	u64 at = begin;

	for (;; at += RESERVATION) {
		if (!kx_bytes_have(tree, at, RESERVATION))
			return fail(fault, "reservation", at, tree.size);
		if (!kx_load_be64(tree.data + at) &&
		    !kx_load_be64(tree.data + at + 8))
			break;
	}
	return cut(tree, begin, at - begin, &fdt->reservations, fault);
}

/*
 * A name that ends before the end of @bytes. All names of a tree may lie in the
 * same bytes: without a limit the time to read them would grow as a square.
 */
static bool read_name(struct kx_bytes bytes, u64 offset, struct kx_bytes *name)
{
	u64 size = 0;

	while (kx_bytes_have(bytes, offset, size + 1) && size <= NAME_LIMIT) {
		if (!bytes.data[offset + size]) {
			*name = kx_bytes(bytes.data + offset, size);
			return true;
		}
		size++;
	}
	return false;
}

/* @at: behind the token. Moves it behind name and padding. */
static bool read_node(struct kx_bytes nodes, u64 *at, struct kx_fdt_item *item)
{
	if (!read_name(nodes, *at, &item->name))
		return false;
	*at += item->name.size + 1;
	return true;
}

static bool read_property(const struct kx_fdt *fdt, u64 *at,
			  struct kx_fdt_item *item)
{
	u32 size;

	if (!kx_bytes_have(fdt->nodes, *at, 8))
		return false;
	size = kx_load_be32(fdt->nodes.data + *at);
	item->name_offset = kx_load_be32(fdt->nodes.data + *at + 4);
	*at += 8;
	if (!read_name(fdt->strings, item->name_offset, &item->name) ||
	    kx_bytes_slice(fdt->nodes, *at, size, &item->value))
		return false;
	*at += size;
	return true;
}

static bool read_token(const struct kx_fdt *fdt, u64 *at,
		       struct kx_fdt_item *item)
{
	switch (item->token) {
	case KX_FDT_BEGIN_NODE:
		item->depth++;
		return read_node(fdt->nodes, at, item);
	case KX_FDT_PROPERTY:
		return item->depth && read_property(fdt, at, item);
	case KX_FDT_END_NODE:
		return item->depth;
	case KX_FDT_NOP:
		return true;
	case KX_FDT_END:
		return !item->depth;
	}
	return false;
}

/* False: the tree is damaged. */
static bool read_item(const struct kx_fdt *fdt, struct kx_fdt_cursor *cursor,
		      struct kx_fdt_item *item)
{
	u64 begin = cursor->at;
	u64 at = begin + TOKEN;

	if (!kx_bytes_have(fdt->nodes, begin, TOKEN))
		return false;
	*item = (struct kx_fdt_item){
		.token = (enum kx_fdt_token)kx_load_be32(fdt->nodes.data +
							 begin),
		.depth = cursor->depth,
	};
	if (!read_token(fdt, &at, item) || !kx_align_up(at, TOKEN, &at) ||
	    kx_bytes_slice(fdt->nodes, begin, at - begin, &item->raw))
		return false;
	cursor->at = at;
	cursor->depth =
		item->token == KX_FDT_END_NODE ? item->depth - 1 : item->depth;
	return true;
}

/* One root, without a name or property behind it. */
static int check_nodes(const struct kx_fdt *fdt, struct kx_fault *fault)
{
	struct kx_fdt_cursor cursor = { 0 };
	struct kx_fdt_item item;
	u32 roots = 0;

	for (;;) {
		u64 at = cursor.at;

		if (!read_item(fdt, &cursor, &item))
			return fail(fault, "node", at, fdt->nodes.size);
		if (item.token == KX_FDT_END)
			break;
		if (item.token == KX_FDT_BEGIN_NODE && item.depth == 1)
			roots++;
	}
	return roots == 1 ? 0 : fail(fault, "root", roots, 1);
}

static int check_header(struct kx_bytes bytes, struct kx_fault *fault)
{
	u32 version;

	if (!kx_tree_is(bytes))
		return fail(fault, "header", bytes.size, KX_TREE_HEADER);
	if (kx_tree_size(bytes) < KX_TREE_HEADER ||
	    kx_tree_size(bytes) > bytes.size)
		return fail(fault, "totalsize", kx_tree_size(bytes),
			    bytes.size);
	version = header(bytes, OFF_VERSION);
	if (version < VERSION || header(bytes, OFF_COMPATIBLE) > VERSION)
		return fail(fault, "version", version, VERSION);
	if (header(bytes, OFF_NODES) % TOKEN)
		return fail(fault, "structure", header(bytes, OFF_NODES),
			    TOKEN);
	return 0;
}

int kx_fdt_open(struct kx_bytes bytes, struct kx_fdt *fdt,
		struct kx_fault *fault)
{
	struct kx_fdt found = { 0 };
	struct kx_bytes tree;
	int err = check_header(bytes, fault);

	if (err)
		return err;
	tree = kx_bytes(bytes.data, kx_tree_size(bytes));
	found.boot_cpu = header(tree, OFF_BOOT_CPU);
	err = find_reservations(tree, &found, fault);
	if (!err)
		err = cut(tree, header(tree, OFF_NODES),
			  header(tree, OFF_NODES_SIZE), &found.nodes, fault);
	if (!err)
		err = cut(tree, header(tree, OFF_STRINGS),
			  header(tree, OFF_STRINGS_SIZE), &found.strings,
			  fault);
	if (!err)
		err = check_nodes(&found, fault);
	if (!err)
		*fdt = found;
	return err;
}

bool kx_fdt_next(const struct kx_fdt *fdt, struct kx_fdt_cursor *cursor,
		 struct kx_fdt_item *item)
{
	return read_item(fdt, cursor, item) && item->token != KX_FDT_END;
}

/* How many bytes @text has, if @bytes begin with it; otherwise 0. */
static u64 begins(struct kx_bytes bytes, const char *text)
{
	u64 size = 0;

	while (text[size]) {
		if (size >= bytes.size || bytes.data[size] != (u8)text[size])
			return 0;
		size++;
	}
	return size;
}

bool kx_fdt_is(struct kx_bytes bytes, const char *text)
{
	u64 size = begins(bytes, text);

	return size && (bytes.size == size ||
			(bytes.size == size + 1 && !bytes.data[size]));
}

bool kx_fdt_is_node(const struct kx_fdt_item *item, const char *name)
{
	u64 size = item->token == KX_FDT_BEGIN_NODE && item->depth == 2
			   ? begins(item->name, name)
			   : 0;

	return size &&
	       (item->name.size == size || item->name.data[size] == '@');
}

u64 kx_fdt_number(struct kx_bytes value)
{
	if (value.size == 4)
		return kx_load_be32(value.data);
	return value.size == 8 ? kx_load_be64(value.data) : 0;
}
