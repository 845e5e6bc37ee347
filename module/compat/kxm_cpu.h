/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a processor is asked. Hosts of encrypted guests: kernels that can't be
 * such have no name for the feature; those that can clear it where the firmware
 * has not prepared for it.
 */
#ifndef MODULE_COMPAT_KXM_CPU_H
#define MODULE_COMPAT_KXM_CPU_H

#include <linux/kconfig.h>
#include <linux/types.h>
#include <asm/cpufeature.h>

/*
 * EAX of a leaf without subleaves. Linux's own cpuid_eax() is in
 * asm/processor.h, asm/cpuid.h or asm/cpuid/api.h, by version.
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

/* Without CC_PLATFORM the feature is the processor's, and nobody uses it. */
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
