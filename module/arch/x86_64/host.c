// SPDX-License-Identifier: GPL-2.0-only
/* Machines that kexec.ko does not support. */
#include "module/arch.h"

#include "module/compat/kxm_cpu.h"

#include <xen/xen.h>
#include <asm/hypervisor.h>

/*
 * Some hypervisors must be notified before another kernel takes over a guest.
 * Linux has that code only if it is built with kexec. The same holds for what a
 * host of encrypted guests must do with its caches and its IOMMU.
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
