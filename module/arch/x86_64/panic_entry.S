/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entry points of a panic, in assembly: C can't read its caller's
 * registers.
 */
#include "module/compat/kxm_asm.h"

#include "module/arch/x86_64/push_caller.S"

	.text

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
