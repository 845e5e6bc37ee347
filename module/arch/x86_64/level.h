/* SPDX-License-Identifier: GPL-2.0-only */
/* The levels of this kernel's page tables. */
#ifndef MODULE_ARCH_X86_64_LEVEL_H
#define MODULE_ARCH_X86_64_LEVEL_H

#include <linux/types.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>

static inline bool kxm_is_5level(void)
{
	return native_read_cr4() & X86_CR4_LA57;
}

#endif
