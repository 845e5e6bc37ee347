/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Initial ramdisks: their place in memory, for every kernel format. */
#ifndef CORE_INITRD_H
#define CORE_INITRD_H

#include "core/plan.h"

/*
 * Linux reads on after LZ4 data until four zeroes or the end
 * (lib/decompress_unlz4.c), so there are as many after each initrd but the
 * last.
 */
#define KX_INITRD_GAP 4

/**
 * kx_initrd_place - add a segment for each initrd of a request
 * @request: its initrds follow each other, each padded with zeroes to a page,
 *	     all but the last with at least KX_INITRD_GAP of them; empty ones
 *	     are left out
 * @want: limits for all of them, the direction, and the alignment of their
 *	  start and of the end of what is free for them; a page at least. The
 *	  rest is not read
 * @plan: gets the segments
 * @initrd: their range for the kernel, without padding at the end; empty if
 *	    there are none
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_INITRD if the sum of their sizes wraps, or kx_plan_find()'s
 * and kx_plan_add()'s errors.
 */
KX_MUST_CHECK int kx_initrd_place(const struct kx_request *request,
				  struct kx_want want, struct kx_plan *plan,
				  struct kx_range *initrd,
				  struct kx_fault *fault);

#endif
