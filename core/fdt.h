/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Reads a flattened device tree (Devicetree Specification, chapter 5) of
 * version 17, which every boot loader and dtc write. All of it is checked once,
 * and then read in order.
 */
#ifndef CORE_FDT_H
#define CORE_FDT_H

#include "core/bytes.h"
#include "core/err.h"
#include "kx_port.h"

enum kx_fdt_token {
	KX_FDT_BEGIN_NODE = 1,
	KX_FDT_END_NODE = 2,
	KX_FDT_PROPERTY = 3,
	KX_FDT_NOP = 4,
	KX_FDT_END = 9,
};

/* A checked tree; borrows the bytes. */
struct kx_fdt {
	struct kx_bytes reservations; /* 16 bytes each, without the last one */
	struct kx_bytes nodes;	      /* the structure block */
	struct kx_bytes strings;
	u32 boot_cpu;
};

/* A piece of the structure block. */
struct kx_fdt_item {
	enum kx_fdt_token token;
	struct kx_bytes raw;   /* all of it, with its padding */
	struct kx_bytes name;  /* of a node or property, without the NUL */
	u32 name_offset;       /* of a property, in the strings */
	struct kx_bytes value; /* of a property */
	/* Nodes that are open: 1 at the root and its properties. */
	u32 depth;
};

/* Where a walk is; begins zeroed. */
struct kx_fdt_cursor {
	u64 at;
	u32 depth;
};

/**
 * kx_fdt_open - check a tree
 * @bytes: may be longer than the tree
 * @fdt: filled on success, untouched otherwise
 * @fault: may be NULL
 *
 * Return: 0, or -KX_E_TREE: a size or offset leaves the tree, a name does not
 * end or has more than 255 bytes, nodes are not nested, or the version is
 * another one.
 */
KX_MUST_CHECK int kx_fdt_open(struct kx_bytes bytes, struct kx_fdt *fdt,
			      struct kx_fault *fault);

/**
 * kx_fdt_next - read on
 * @fdt: was checked
 * @cursor: moves behind the item
 * @item: filled if the function returns true
 *
 * Return: false at the end, which is no item. NOPs are items.
 */
bool kx_fdt_next(const struct kx_fdt *fdt, struct kx_fdt_cursor *cursor,
		 struct kx_fdt_item *item);

/** kx_fdt_is - is a name or value this text? A value has its NUL in it. */
bool kx_fdt_is(struct kx_bytes bytes, const char *text);

/**
 * kx_fdt_is_node - is @item the beginning of the node @name below the root?
 * @item: of a tree
 * @name: without an address, which the node may have
 */
bool kx_fdt_is_node(const struct kx_fdt_item *item, const char *name);

/** kx_fdt_number - a value of 4 or 8 bytes; 0: it has another size */
u64 kx_fdt_number(struct kx_bytes value);

#endif
