/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A virtual machine of the guest's own. */
#ifndef TEST_BOOT_CASES_KVM_H
#define TEST_BOOT_CASES_KVM_H

/*
 * Start one in a process of its own, which is in it until the kernel ends, on
 * the CPUs that the caller may run on. It runs when this returns.
 */
void kvm_start(void);

#endif
