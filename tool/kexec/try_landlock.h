/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Landlock: which files a process may still open. */
#ifndef TOOL_KEXEC_TRY_LANDLOCK_H
#define TOOL_KEXEC_TRY_LANDLOCK_H

#include <stdbool.h>

#include "tool/kexec/try_confine.h"

/**
 * landlock_is_there - whether this kernel has it
 *
 * It came with Linux 5.13, and may be left out or switched off.
 */
bool landlock_is_there(void);

/** landlock_stops_signals - whether it also does so: with Linux 6.12 */
bool landlock_stops_signals(void);

/**
 * landlock_enter - give up all files but those that QEMU reads
 * @program: its path
 * @kvm: whether it also uses KVM's device
 *
 * For this process and all that it starts. What is open stays open. Needs
 * no_new_privs.
 *
 * Return: whether it is so; true without Landlock, where nothing changes.
 */
bool landlock_enter(const char *program, enum confine_kvm kvm);

#endif
