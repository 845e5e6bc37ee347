/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The device tree of the next kernel: the running one's, with another /chosen,
 * as Linux's kexec_file_load(2) changes it (of_kexec_alloc_and_setup_fdt() in
 * drivers/of/kexec.c). lib/image/tree.c does the same with libfdt, which the
 * module does not have.
 */
#ifndef CORE_CHOSEN_H
#define CORE_CHOSEN_H

#include "core/bytes.h"
#include "core/fdt.h"
#include "core/range.h"
#include "core/tree.h"
#include "kx_port.h"

/* What the next kernel finds in /chosen. */
struct kx_chosen {
	struct kx_bytes cmdline;    /* without a NUL; empty: no bootargs */
	bool has_initrd;	    /* its addresses get slots */
	struct kx_bytes kaslr_seed; /* of 8 bytes; empty: none */
	struct kx_bytes rng_seed;   /* empty: none */
	u64 page_size;		    /* of the running kernel */
	/* A crash kernel's memory, whole pages; empty: for no crash kernel. */
	struct kx_range crash;
	/* Memory that the tree must reserve besides. */
	const struct kx_range *kept;
	u32 nr_kept;
};

/** kx_chosen_size - how many bytes kx_chosen_write() may write, at most */
u64 kx_chosen_size(const struct kx_fdt *fdt, const struct kx_chosen *chosen);

/**
 * kx_chosen_write - write the next tree
 * @fdt: the running one's
 * @chosen: borrowed
 * @to: for so many bytes as kx_chosen_size() says
 * @slots: filled; where the initrd's addresses are, and the headers' place;
 *         both are zeroes
 *
 * A crash kernel's tree names its memory, and has a slot for the headers.
 * Without such a slot the root's numbers of cells can't express that memory.
 *
 * Each node and property is copied in its order, except for those of /chosen
 * that are of an earlier load. What EFI's stub has written there stays. The
 * reservation of the earlier initrd goes, too, and the kept memory is reserved,
 * once: an earlier kexec may have done it.
 *
 * Return: bytes of the tree.
 */
u64 kx_chosen_write(const struct kx_fdt *fdt, const struct kx_chosen *chosen,
		    void *to, struct kx_tree_slots *slots);

/**
 * kx_chosen_find - find a property of /chosen
 * @value: filled if the function returns true; borrows from the tree
 */
bool kx_chosen_find(const struct kx_fdt *fdt, const char *name,
		    struct kx_bytes *value);

#endif
