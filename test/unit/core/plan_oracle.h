/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Promises of every plan, for any request; tests and fuzzers call these. */
#ifndef TEST_UNIT_CORE_PLAN_ORACLE_H
#define TEST_UNIT_CORE_PLAN_ORACLE_H

#include "core/plan.h"

/*
 * NULL, or the promise that @plan breaks: the segment rules; memory that is RAM
 * (in the firmware's map, too, except for a crash kernel) and inside the
 * window; an entry inside a segment; names; and buffers inside the request's
 * files (for the kernel, in the range that kx_plan_uses() calls loaded) or its
 * arena.
 */
const char *plan_oracle(const struct kx_request *request,
			const struct kx_plan *plan);

/*
 * NULL, or the reason that a loader should not have failed with @err: it is not
 * an error of core/, @fault contradicts it, or the segment rules found a plan
 * that no loader may make.
 */
const char *failure_oracle(int err, const struct kx_fault *fault);

/* NULL, or the first difference of two plans: entry, places, sizes, bytes. */
const char *plan_difference(const struct kx_plan *a, const struct kx_plan *b);

#endif
