/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A virtual machine of the guest's own. */
#ifndef TEST_BOOT_CASES_JUMP_KVM_H
#define TEST_BOOT_CASES_JUMP_KVM_H

/*
 * Start one in a process that stays in it until the kernel ends, on the CPUs of
 * the caller. It runs when this returns.
 */
void kvm_start(void);

#endif
