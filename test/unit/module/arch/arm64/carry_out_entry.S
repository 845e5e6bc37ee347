/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The macro of the jump as functions, one for each page size. */
#include "module/arch/arm64/carry_out.S"

/* void carry_out_N(const struct copies *first) */
.macro function page_shift
	.globl	carry_out_\page_shift
carry_out_\page_shift:
	str	x19, [sp, #-16]!
	mov	x19, x0
	carry_out \page_shift
	ldr	x19, [sp], #16
	ret
.endm

	.text
	function 12
	function 14
	function 16
	.section .note.GNU-stack, "", %progbits
