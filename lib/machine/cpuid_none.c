// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Processors that have no CPUID: in the place of cpuid.c. */
#include "lib/machine/cpuid.h"

struct kxl_cpuid kxl_cpuid(u32 leaf)
{
	(void)leaf;
	return (struct kxl_cpuid){ 0 };
}
