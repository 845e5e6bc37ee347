/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Features of the processor. Hosts of encrypted guests: a kernel that can't be
 * one does not define the feature. A kernel that can be one clears it if the
 * firmware has not prepared for it.
 */
#ifndef MODULE_COMPAT_KXM_CPU_H
#define MODULE_COMPAT_KXM_CPU_H

#include <linux/kconfig.h>
#include <linux/types.h>
#include <asm/cpufeature.h>

/*
 * EAX of a CPUID leaf without subleaves. Linux's own cpuid_eax() is in
 * asm/processor.h, asm/cpuid.h or asm/cpuid/api.h, depending on the version.
 */
static inline u32 kxm_cpuid_eax(u32 leaf)
{
	u32 eax = leaf, ebx, ecx = 0, edx;

	asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
	return eax;
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
