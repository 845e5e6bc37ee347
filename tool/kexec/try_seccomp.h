/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Seccomp: which system calls a process may still make. */
#ifndef TOOL_KEXEC_TRY_SECCOMP_H
#define TOOL_KEXEC_TRY_SECCOMP_H

#include <stdbool.h>

#include "tool/kexec/try_confine.h"

/**
 * seccomp_enter - give up system calls that QEMU does not need
 * @kvm: whether KVM is among those that it needs
 *
 * For this process and all that it starts; such a call fails with EACCES. Needs
 * no_new_privs.
 *
 * Return: whether it is so.
 */
bool seccomp_enter(enum confine_kvm kvm);

#endif
