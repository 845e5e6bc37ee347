/* SPDX-License-Identifier: GPL-2.0-only */
/* The next kernel's device tree, for kexec_file_load(2). */
#ifndef MODULE_TREE_H
#define MODULE_TREE_H

#include "core/plan.h"

#include <linux/compiler.h>
#include <linux/types.h>

struct kxm_tree {
	void *bytes; /* owned; has the seeds of the next kernel */
	u64 size;
};

/*
 * Make the running kernel's tree the next one's, for the command line and the
 * initrds of @request, which gets it. If the running kernel has none, the
 * request gets none. Sleeps. Return: 0; -EINVAL, and a line in the log: it is
 * damaged; -ENOMEM.
 */
int __must_check kxm_tree_build(struct kx_request *request,
				struct kxm_tree *tree);
/* Wipes and frees; @tree may be zeroed. */
void kxm_tree_free(struct kxm_tree *tree);

#endif
