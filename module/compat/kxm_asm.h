/* SPDX-License-Identifier: GPL-2.0-only */
/* Assembler macros of x86_64 whose names differ between kernels. */
#ifndef MODULE_COMPAT_KXM_ASM_H
#define MODULE_COMPAT_KXM_ASM_H

#include "module/compat/kxm_linkage.h"

#include <linux/objtool.h>
#include <asm/msr-index.h>
#include <asm/nospec-branch.h>
#include <asm/processor-flags.h>
#include <asm/unwind_hints.h>

/* Where indirect calls may land; kernels before Linux 5.18 don't enable IBT. */
#ifndef ENDBR
#define ENDBR
#endif

/* Control-flow enforcement (Intel SDM), which older kernels don't name. */
#ifndef MSR_IA32_S_CET
#define MSR_IA32_S_CET 0x6a2
#endif
#ifndef X86_CR4_CET
#define X86_CR4_CET 0x800000
#endif

/* "Nothing to unwind here": UNWIND_HINT_EMPTY until Linux 6.2. */
.macro KXM_UNWIND_END
#ifdef UNWIND_HINT_TYPE_END_OF_STACK
	UNWIND_HINT_END_OF_STACK
#else
	UNWIND_HINT_EMPTY
#endif
		.endm

#endif
