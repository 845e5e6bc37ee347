/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What every plan must keep, whatever went in; tests and fuzzers ask here. */
#ifndef TEST_UNIT_CORE_PLAN_ORACLE_H
#define TEST_UNIT_CORE_PLAN_ORACLE_H

#include "core/plan.h"

/*
 * NULL, or which promise @plan breaks: the segment rules, memory that is RAM
 * (in the firmware's map, too, but for a crash kernel) and inside the window,
 * an entry inside a segment, names, and buffers that lie inside the request's
 * files, of the kernel's in what kx_plan_uses() says is loaded, or its arena.
 */
const char *plan_oracle(const struct kx_request *request,
			const struct kx_plan *plan);

/*
 * NULL, or why a loader should not have failed with @err: it is not one of our
 * codes, @fault tells another story, or the segment rules caught a plan that
 * no loader may propose.
 */
const char *failure_oracle(int err, const struct kx_fault *fault);

/* NULL, or in what two plans differ: entry, places, sizes, bytes. */
const char *plan_difference(const struct kx_plan *a, const struct kx_plan *b);

#endif
