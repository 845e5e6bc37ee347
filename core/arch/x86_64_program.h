/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The last segment of a plan that starts something else than Linux: purgatory,
 * what leads to 32-bit mode, and the data that the boot protocol passes.
 */
#ifndef CORE_ARCH_X86_64_PROGRAM_H
#define CORE_ARCH_X86_64_PROGRAM_H

#include "core/plan.h"

struct kx_program {
	/* The caller's: */
	const struct kx_entry_mode *mode;
	u64 address; /* of the entry, physical */
	u64 above;   /* where the kernel ends */
	u64 size;    /* of the data in bytes */
	/* Filled when there is a place: */
	u8 *data; /* zeroes, to be filled */
	u64 at;	  /* its physical address, a multiple of 16 */
	u8 *base; /* of the segment */
	u64 start;
	struct kx_console console; /* of the purgatory */
};

/**
 * kx_program_place - add the segment
 * @request: for the machine, the arena and the console
 * @program: filled
 * @plan: gets the segment, whose bytes are still to be written
 * @fault: may be NULL
 *
 * It lies below 4 GiB, as low as it can after the kernel: an early kernel maps
 * little memory. If there is none, it lies anywhere from 1 MiB on.
 *
 * Return: 0, -KX_E_FULL (the arena), or the errors of kx_plan_find() and
 * kx_plan_add().
 */
KX_MUST_CHECK int kx_program_place(const struct kx_request *request,
				   struct kx_program *program,
				   struct kx_plan *plan,
				   struct kx_fault *fault);

/**
 * kx_program_enter - write what enters the program, and the plan's entries
 * @program: placed
 * @first: the argument in the mode's first register
 * @second: in its second, if it has one
 */
void kx_program_enter(const struct kx_program *program, u64 first, u64 second,
		      struct kx_plan *plan);

#endif
