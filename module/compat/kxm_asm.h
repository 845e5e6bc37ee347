/* SPDX-License-Identifier: GPL-2.0-only */
/* Assembler macros whose names differ between kernels. */
#ifndef MODULE_COMPAT_KXM_ASM_H
#define MODULE_COMPAT_KXM_ASM_H

#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>

/* "Nothing to unwind here": UNWIND_HINT_EMPTY until Linux 6.2. */
.macro KXM_UNWIND_END
#ifdef UNWIND_HINT_TYPE_END_OF_STACK
	UNWIND_HINT_END_OF_STACK
#else
	UNWIND_HINT_EMPTY
#endif
		.endm

#endif
