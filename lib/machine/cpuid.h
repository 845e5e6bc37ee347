/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the processor says that /proc/cpuinfo does not show. */
#ifndef LIB_MACHINE_CPUID_H
#define LIB_MACHINE_CPUID_H

#include "kx_port.h"

/* The registers that CPUID fills. */
struct kxl_cpuid {
	u32 eax;
	u32 ebx;
	u32 ecx;
	u32 edx;
};

/**
 * kxl_cpuid - read one of CPUID's leaves
 * @leaf: its number; of more than one subleaf the first is read
 *
 * Return: the registers, all 0 if the processor has no such leaf.
 */
struct kxl_cpuid kxl_cpuid(u32 leaf);

#endif
