/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The device tree that a kernel gets whose boot protocol needs one: that of the
 * user, or the running system's, changed as Linux's kexec_file_load(2) changes
 * it (of_kexec_alloc_and_setup_fdt() in drivers/of/kexec.c).
 */
#ifndef LIB_IMAGE_TREE_H
#define LIB_IMAGE_TREE_H

#include "core/crash.h"
#include "core/plan.h"
#include "core/tree.h"
#include "lib/image/image.h"

struct kxl_tree {
	struct kx_bytes bytes; /* owned; empty: there is none */
	u64 room;	       /* bytes that are allocated */
	struct kx_tree_slots slots;
};

/**
 * kxl_tree_build - build the tree for a plan, and heed what it says of memory
 * @image: its device tree, command line and number of initrds
 * @facts: for the running system's tree and random bytes. Of @usable, whose
 *	   entries were allocated, the tree's reserved memory is removed;
 *	   @firmware, which must be empty, gets the tree's memory, unless
 *	   EFI's map counts for Linux. A crash kernel may use its
 *	   limits.crash.
 * @crash: NULL: it is not for a crash kernel
 * @tree: filled on success, for kxl_tree_free(). Values that the plan fills
 *	  are zero.
 *
 * Linux reads the last kernel's initrd, core headers, seeds and command line in
 * /chosen: none of them is left. What it finds of EFI there is kept, and copied
 * to a tree of the user's that has none.
 *
 * Return: 0; -ENOEXEC (a tree is damaged, or has no memory), -ENOMEM or, in a
 * libkexec without libfdt, -EOPNOTSUPP, with the error set.
 */
KX_MUST_CHECK int kxl_tree_build(struct kexec_image *image,
				 struct kx_machine *facts,
				 const struct kx_crash *crash,
				 struct kxl_tree *tree);

/**
 * kxl_tree_is_for - is a tree for a machine, by the first word of compatible?
 * @tree: any bytes, of any alignment
 * @word: the machine's
 *
 * Return: false also if @tree is damaged, or without libfdt.
 */
KX_MUST_CHECK bool kxl_tree_is_for(struct kx_bytes tree, struct kx_bytes word);

/**
 * kxl_tree_passed - read what a kernel is told by the tree in its boot data
 * @data: begins with a tree that kxl_tree_build() built; borrowed by @passed
 * @passed: filled on success, but for the memory map
 * @memory: empty; gets the tree's memory, in allocated entries
 *
 * Return: false if there is no tree, or without libfdt or memory.
 */
KX_MUST_CHECK bool kxl_tree_passed(struct kx_bytes data,
				   struct kexec_passed *passed,
				   struct kx_memmap *memory);

/** kxl_tree_free - wipe and free a tree; does nothing to a zeroed one */
void kxl_tree_free(struct kxl_tree *tree);

#endif
