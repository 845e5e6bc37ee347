/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What C can't say: a call that ends in RET, a handler that does nothing, where
 * a caller stands.
 */
#include "kxm_asm.h"

#include <linux/cfi_types.h>

	.text

/*
 * long kxm_call_by_ret(unsigned long address, unsigned long a, unsigned long b)
 *
 * Call a function of the kernel that is not exported. RET is not held to IBT's
 * or kCFI's rules for indirect calls, which such a function, known by no
 * pointer, would break.
 */
SYM_CODE_START(kxm_call_by_ret)
	KXM_UNWIND_END
	ANNOTATE_NOENDBR
	pushq	%rdi
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_CODE_END(kxm_call_by_ret)

/* An interrupt that is none of this kernel's business. */
SYM_CODE_START(kxm_pass_over)
	KXM_UNWIND_END
	ENDBR
	iretq
SYM_CODE_END(kxm_pass_over)

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
/* void kxm_stop_entry(int wait): in place of smp_ops.stop_other_cpus */
SYM_TYPED_FUNC_START(kxm_stop_entry)
	push_caller
	movq	%rsp, %rsi
	call	kxm_stop_after_crash
	pop_caller
	RET
SYM_FUNC_END(kxm_stop_entry)
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
