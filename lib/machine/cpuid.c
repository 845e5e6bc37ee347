// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* CPUID, in a file of its own, so that tests can be another processor. */
#include "lib/machine/cpuid.h"

#include <cpuid.h>

struct kxl_cpuid kxl_cpuid(u32 leaf)
{
	struct kxl_cpuid said = { 0 };

	if (!__get_cpuid_count(leaf, 0, &said.eax, &said.ebx, &said.ecx,
			       &said.edx))
		return (struct kxl_cpuid){ 0 };
	return said;
}
