/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entry point of a panic that stops other CPUs. Not built without
 * CONFIG_SMP.
 */
#include "module/compat/kxm_asm.h"

#include "module/arch/x86_64/push_caller.S"

	.text

/* void kxm_arch_on_stop(int wait): in place of smp_ops.stop_other_cpus */
SYM_TYPED_FUNC_START(kxm_arch_on_stop)
	push_caller
	movq	%rsp, %rsi
	call	kxm_stop_after_crash
	pop_caller
	RET
SYM_FUNC_END(kxm_arch_on_stop)
