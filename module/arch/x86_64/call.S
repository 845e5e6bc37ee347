/* SPDX-License-Identifier: GPL-2.0-only */
/* What C can't express: a call through RET, and an empty interrupt handler. */
#include "module/compat/kxm_asm.h"

	.text

/*
 * long kxm_call_by_ret(unsigned long address, unsigned long a, unsigned long b)
 *
 * Call a kernel function that is not exported. IBT and kCFI check indirect
 * calls; a function whose address the kernel never takes would fail the check.
 * RET is not checked.
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

/* A handler that ignores its interrupt. */
SYM_CODE_START(kxm_pass_over)
	KXM_UNWIND_END
	ENDBR
	iretq
SYM_CODE_END(kxm_pass_over)
