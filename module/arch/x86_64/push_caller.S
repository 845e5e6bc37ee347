/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Assembly macros that save the caller's registers at a panic's entry points.
 */
#ifndef MODULE_ARCH_X86_64_PUSH_CALLER_H
#define MODULE_ARCH_X86_64_PUSH_CALLER_H

#include "module/arch/x86_64/caller.h"

/* clang-format off */

/*
 * Makes rsp the address of a struct kxm_caller (cpu.c). At a function's entry
 * the callee-saved registers still have the caller's values. With these and the
 * return address a debugger starts in the caller, which is kernel code. C code
 * would have changed the registers by then.
 */
.macro push_caller
	pushq	%rbp
	movq	%rsp, %rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
/* The return address is on the stack already. Each push is one word lower. */
.if CALLER_BP != CALLER_IP - 8 || CALLER_BX != CALLER_IP - 16 || \
	CALLER_R12 != CALLER_IP - 24 || CALLER_R13 != CALLER_IP - 32 || \
	CALLER_R14 != CALLER_IP - 40 || CALLER_R15 != CALLER_IP - 48
.error "struct kxm_caller"
.endif
.endm

.macro pop_caller
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
.endm

/* clang-format on */

#endif
