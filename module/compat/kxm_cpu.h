/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hosts of encrypted guests. Kernels that can't be such have no name for the
 * feature; those that can clear it where the firmware has not prepared for it.
 */
#ifndef MODULE_COMPAT_KXM_CPU_H
#define MODULE_COMPAT_KXM_CPU_H

#include <linux/kconfig.h>
#include <linux/types.h>
#include <asm/cpufeature.h>

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
