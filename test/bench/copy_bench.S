/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#define __ASSEMBLY__
#include "module/arch/x86_64/carry_out.S"

/* void carry_out(const struct copies *first) */
	.text
	.globl	carry_out
carry_out:
	pushq	%rbx
	pushq	%rbp
	movq	%rdi, %r9
	carry_out 12
	popq	%rbp
	popq	%rbx
	ret

	.section .note.GNU-stack, "", @progbits
