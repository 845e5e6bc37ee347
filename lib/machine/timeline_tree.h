/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The timeline behind the device tree, on arm64: core/timeline.h. */
#ifndef LIB_MACHINE_TIMELINE_TREE_H
#define LIB_MACHINE_TIMELINE_TREE_H

#include "core/timeline.h"
#include "lib/errors/context.h"

/**
 * kxl_timeline_tree - find it there
 * @timeline: filled on success; only its type was checked
 *
 * Return: 0 or a negative errno with the error set, as kexec_timeline_read()
 * has them; -ENODATA also without a tree.
 */
KX_MUST_CHECK int kxl_timeline_tree(struct kexec_ctx *ctx,
				    struct kx_timeline *timeline);

#endif
