/* SPDX-License-Identifier: GPL-2.0-only */
/* What C can't express: a call through RET. */
#include <linux/linkage.h>

	.text

/*
 * long kxm_call_by_ret(unsigned long address, unsigned long a, unsigned long b)
 *
 * Call a kernel function that is not exported; it returns to our caller. BTI
 * and kCFI check indirect calls: BLR and BR must land on a BTI instruction, and
 * C code compares a function's type before the call. A function whose address
 * the kernel never takes may have neither. RET is not checked, and the link
 * register is not changed, so the signature that pointer authentication makes
 * of it is that of a direct call.
 */
SYM_FUNC_START(kxm_call_by_ret)
	mov	x9, x0
	mov	x0, x1
	mov	x1, x2
	ret	x9
SYM_FUNC_END(kxm_call_by_ret)
