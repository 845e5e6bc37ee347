/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Protected KVM of arm64. Kernels before Linux 5.13, such as 5.10, don't have
 * it. Kbuild looks for the function in the header.
 */
#ifndef MODULE_COMPAT_KXM_VIRT_H
#define MODULE_COMPAT_KXM_VIRT_H

#include <linux/types.h>
#include <asm/virt.h>

static inline bool kxm_has_protected_kvm(void)
{
#if KXM_HAS_PROTECTED_KVM
	return is_protected_kvm_enabled();
#else
	return false;
#endif
}

#endif
