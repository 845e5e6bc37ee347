/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Features of the processor. Hosts of encrypted guests: a kernel that can't be
 * one does not define the feature. A kernel that can be one clears it if the
 * firmware has not prepared for it.
 */
#ifndef MODULE_COMPAT_KXM_CPU_H
#define MODULE_COMPAT_KXM_CPU_H

#include <linux/cpu.h>
#include <linux/kconfig.h>
#include <linux/types.h>
#include <asm/cpufeature.h>

/*
 * EAX and ECX of a CPUID leaf, and of the first of its subleaves. Linux's own
 * cpuid() is in asm/processor.h, asm/cpuid.h or asm/cpuid/api.h, depending on
 * the version.
 */
static inline void kxm_cpuid(u32 leaf, u32 *eax, u32 *ecx)
{
	u32 ebx, edx;

	*eax = leaf;
	*ecx = 0;
	asm volatile("cpuid" : "+a"(*eax), "=b"(ebx), "+c"(*ecx), "=d"(edx));
}

static inline u32 kxm_cpuid_eax(u32 leaf)
{
	u32 eax, ecx;

	kxm_cpuid(leaf, &eax, &ecx);
	return eax;
}

/* Linux 5.10 does not declare it without CONFIG_SMP; there it is not called. */
int add_cpu(unsigned int cpu);

static inline int kxm_add_cpu(unsigned int cpu)
{
	return IS_ENABLED(CONFIG_SMP) ? add_cpu(cpu) : 0;
}

static inline bool kxm_hosts_tdx(void)
{
#ifdef X86_FEATURE_TDX_HOST_PLATFORM
	return boot_cpu_has(X86_FEATURE_TDX_HOST_PLATFORM);
#else
	return false;
#endif
}

/*
 * Without CC_PLATFORM the processor has the feature, but no kernel code uses
 * it.
 */
static inline bool kxm_hosts_snp(void)
{
#ifdef X86_FEATURE_SEV_SNP
	return IS_ENABLED(CONFIG_ARCH_HAS_CC_PLATFORM) &&
	       boot_cpu_has(X86_FEATURE_SEV_SNP);
#else
	return false;
#endif
}

#endif
