/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a plan depends on of an architecture: one const object each. All of
 * them are built on every host, and a request says which one it is for, so
 * that a machine can plan for another one, and tests for all.
 */
#ifndef CORE_ARCH_H
#define CORE_ARCH_H

#include "core/purpose.h"
#include "kx_port.h"

struct kx_format;

struct kx_arch {
	const char *name; /* as uname(2) has it */
	u16 elf_machine;  /* EM_* */
	/*
	 * Most specific first: the first probe that says yes wins. Ends with
	 * NULL.
	 */
	const struct kx_format *const *formats;
	const struct kx_purpose_row *purposes; /* KX_PURPOSES of them */
};

/*
 * KEXEC_ARCH_*, which the flags of kexec_load(2) carry: they are ELF's numbers
 * (Linux include/uapi/linux/kexec.h).
 */
static inline u32 kx_arch_flags(const struct kx_arch *arch)
{
	return (u32)arch->elf_machine << 16;
}

extern const struct kx_arch kx_arch_x86_64;

#endif
