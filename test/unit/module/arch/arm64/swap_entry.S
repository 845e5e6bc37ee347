/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The macros as functions, one for each page size. */
#include "module/arch/arm64/swap.S"

/* void swap_N(const struct copies *first), and clean_N() */
.macro function name macro page_shift
	.globl	\name\()_\page_shift
\name\()_\page_shift:
	str	x19, [sp, #-16]!
	mov	x19, x0
	\macro	\page_shift
	ldr	x19, [sp], #16
	ret
.endm

	.text
	function swap, swap, 12
	function swap, swap, 14
	function swap, swap, 16
	function clean, clean_destinations, 12
	function clean, clean_destinations, 14
	function clean, clean_destinations, 16
	.section .note.GNU-stack, "", %progbits
