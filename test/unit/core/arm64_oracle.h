/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Promises of plans for arm64 only; plan_oracle() calls it. */
#ifndef TEST_UNIT_CORE_ARM64_ORACLE_H
#define TEST_UNIT_CORE_ARM64_ORACLE_H

#include "core/plan.h"

/*
 * NULL, or the promise that @plan breaks: what Linux's booting.rst demands of
 * the places of kernel, initrd and device tree; a purgatory that enters the
 * kernel with the tree; the request's tree, with the initrd in its slots.
 */
const char *arm64_oracle(const struct kx_request *request,
			 const struct kx_plan *plan);

#endif
