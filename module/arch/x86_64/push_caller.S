/* SPDX-License-Identifier: GPL-2.0-only */
/* How the ways in of a panic keep where their caller stands; for assembly. */
#ifndef MODULE_ARCH_X86_64_PUSH_CALLER_H
#define MODULE_ARCH_X86_64_PUSH_CALLER_H

#include "module/arch/x86_64/caller.h"

/* clang-format off */

/*
 * rsp becomes the address of a struct kxm_caller (cpu.c). At the entry of a
 * function the registers that it must keep are its caller's, so a debugger that
 * gets them with the return address begins in the caller, in the kernel proper.
 * C code would have used them by then.
 */
.macro push_caller
	pushq	%rbp
	movq	%rsp, %rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
/* The return address is there already; each push is one word below. */
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
