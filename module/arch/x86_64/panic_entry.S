/* SPDX-License-Identifier: GPL-2.0-only */
/* The ways in of a panic. What C can't say: where a caller stands. */
#include "kxm_asm.h"

#include <linux/cfi_types.h>

#include "caller.h"

	.text

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

#ifdef CONFIG_SMP
/* void kxm_arch_on_stop(int wait): in place of smp_ops.stop_other_cpus */
SYM_TYPED_FUNC_START(kxm_arch_on_stop)
	push_caller
	movq	%rsp, %rsi
	call	kxm_stop_after_crash
	pop_caller
	RET
SYM_FUNC_END(kxm_arch_on_stop)
#endif

/* A notifier_fn_t, for panic_notifier_list. */
SYM_TYPED_FUNC_START(kxm_arch_on_panic)
	push_caller
	movq	%rsp, %rdi
	call	kxm_crash
	pop_caller
	/* NOTIFY_DONE */
	xorl	%eax, %eax
	RET
SYM_FUNC_END(kxm_arch_on_panic)
