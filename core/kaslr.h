/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Draws a place for a kernel, as its decompressor would (KASLR), for one that
 * has no decompressor any more.
 */
#ifndef CORE_KASLR_H
#define CORE_KASLR_H

#include "core/bytes.h"
#include "core/place.h"
#include "core/random.h"
#include "core/range.h"

struct kx_fault;
struct kx_plan;
struct kx_request;

#define KX_KASLR_AVOID 4 /* MAX_MEMMAP_REGIONS of x86 */

/* What the command line says of the place. */
struct kx_kaslr {
	u64 limit; /* of the kernel's end: mem= and memmap=SIZE */
	struct kx_range
		avoid[KX_KASLR_AVOID]; /* memmap=SIZE$START and others */
	u32 nr_avoid;
	struct kx_random random; /* the caller's */
};

/* Something to place, and the rules. */
struct kx_draw {
	struct kx_want want;
	const struct kx_kaslr *kaslr;
};

/* Places that are tried, without and with what is due. */
#define KX_KASLR_TRIES 256

/**
 * kx_kaslr_place - draw a hole for the kernel
 * @request, @plan, @hole, @fault: as for kx_plan_find()
 * @draw: what to place, and the rules; its order is ignored
 *
 * All holes that kx_plan_find() could return, and the decompressor would use,
 * are equally likely, but for those over memory that is given out next
 * (due in struct kx_machine), if three quarters of those that the command line
 * allows are left. Those are used, too, if KX_KASLR_TRIES draws find none of
 * the others free.
 *
 * Return: 0, or -KX_E_NO_HOLE if there is none, so few that as many more draws
 * found none, or no random numbers.
 */
KX_MUST_CHECK int kx_kaslr_place(const struct kx_request *request,
				 const struct kx_plan *plan,
				 const struct kx_draw *draw,
				 struct kx_range *hole, struct kx_fault *fault);

#endif
