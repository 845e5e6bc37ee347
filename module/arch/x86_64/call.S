/* SPDX-License-Identifier: GPL-2.0-only */
/* What C can't say: a call that ends in RET, a handler that does nothing. */
#include "module/compat/kxm_asm.h"

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
