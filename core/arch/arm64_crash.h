/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Parts of a crash kernel's plan on arm64 that a normal plan doesn't have. */
#ifndef CORE_ARCH_ARM64_CRASH_H
#define CORE_ARCH_ARM64_CRASH_H

#include "core/crash.h"
#include "core/plan.h"
#include "kx_port.h"

/** kx_arm64_crash_size - arena bytes for ELF core headers */
u64 kx_arm64_crash_size(const struct kx_request *request);

/**
 * kx_arm64_crash_reserve - add the segment "elfcorehdr" to a plan
 * @request: for a crash kernel
 * @plan: without segments yet: it is placed at the top end
 * @parts: filled on success
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_NO_CRASH_REGION, or kx_crash_add_headers()'s errors.
 */
KX_MUST_CHECK int kx_arm64_crash_reserve(const struct kx_request *request,
					 struct kx_plan *plan,
					 struct kx_crash_parts *parts,
					 struct kx_fault *fault);

/**
 * kx_arm64_crash_check_cells - can the tree's root express a range?
 * @range: what a property of /chosen is to name
 *
 * Return: 0, or -KX_E_TREE, which names the number of cells and what is too
 * long for it.
 */
KX_MUST_CHECK int kx_arm64_crash_check_cells(const struct kx_tree_slots *slots,
					     struct kx_range range,
					     struct kx_fault *fault);

/**
 * kx_arm64_crash_tell - write where the headers are to a device tree
 * @slots: of the tree; without one for the headers nothing is written
 * @elfcorehdr: the place of the headers
 * @tree: in which the slots lie
 * @fault: may be NULL
 *
 * Return: 0, or the error of kx_arm64_crash_check_cells().
 */
KX_MUST_CHECK int kx_arm64_crash_tell(const struct kx_tree_slots *slots,
				      struct kx_range elfcorehdr, u8 *tree,
				      struct kx_fault *fault);

#endif
