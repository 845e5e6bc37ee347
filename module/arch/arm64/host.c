// SPDX-License-Identifier: GPL-2.0-only
/* Machines that kexec.ko does not support. */
#include "module/arch.h"

#include "module/compat/kxm_virt.h"

#include <linux/cc_platform.h>
#include <linux/kconfig.h>
#include <xen/xen.h>

/*
 * A Xen guest has pages that the hypervisor goes on writing. Under protected
 * KVM the hypervisor keeps EL2 for itself, and Linux refuses with EBUSY
 * (cpus_are_stuck_in_kernel() in its arch/arm64/kernel/smp.c). A realm's memory
 * is partly shared with its host.
 */
const char *kxm_arch_refuses(void)
{
	if (xen_domain())
		return "Xen guests are not supported";
	if (kxm_has_protected_kvm())
		return "hosts with protected KVM are not supported";
	if (cc_platform_has(CC_ATTR_MEM_ENCRYPT))
		return "encrypted guests (realms) are not supported";
	if (IS_ENABLED(CONFIG_CPU_BIG_ENDIAN))
		return "big-endian kernels are not supported";
	return NULL;
}
