/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entry point of a panic, in assembly: C can't read its caller's registers.
 */
#include "module/compat/kxm_linkage.h"

	.text

/* A notifier_fn_t. What it stores is struct kxm_caller of cpu.c. */
SYM_TYPED_FUNC_START(kxm_arch_on_panic)
	stp	x29, x30, [sp, #-96]!
	mov	x29, sp
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mov	x0, sp
	bl	kxm_crash
	ldp	x29, x30, [sp], #96
	/* NOTIFY_DONE */
	mov	w0, wzr
	ret
SYM_FUNC_END(kxm_arch_on_panic)
