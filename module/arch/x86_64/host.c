// SPDX-License-Identifier: GPL-2.0-only
/* Machines that kexec.ko refuses to serve. */
#include "module/arch.h"

#include "module/compat/kxm_cpu.h"

#include <xen/xen.h>
#include <asm/hypervisor.h>

/*
 * What a hypervisor has to be told before another kernel takes over its guest
 * is built into Linux with kexec, and into the others not at all. So is what
 * a host of encrypted guests has to do with its caches and its IOMMU.
 */
const char *kxm_arch_refuses(void)
{
	if (xen_domain())
		return "Xen guests are not supported";
	if (hypervisor_is_type(X86_HYPER_MS_HYPERV))
		return "Hyper-V guests are not supported";
	if (kxm_hosts_tdx())
		return "hosts of encrypted guests (TDX) are not supported";
	if (kxm_hosts_snp())
		return "hosts of encrypted guests (SEV-SNP) are not supported";
	return NULL;
}
