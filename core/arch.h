/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * One const object for each architecture: everything in a plan that depends on
 * the architecture. All of them are built on every host. A request names the
 * architecture it is for, so a machine can plan for another one, and tests can
 * plan for all.
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
	 * Most specific first: the first probe that returns true wins. Ends
	 * with NULL.
	 */
	const struct kx_format *const *formats;
	const struct kx_purpose_row *purposes; /* KX_PURPOSES rows */
	/*
	 * Its kernels find everything by a device tree: there must be one, with
	 * slots.
	 */
	bool needs_tree;
	/* Linux's kexec_file_load(2) keeps them free in a command line. */
	u32 file_line_reserve; /* bytes */
	/*
	 * What Linux's kexec_file_load(2) returns for a file that it can't
	 * load; positive.
	 */
	int file_errno;
	u32 tree_max; /* bytes of a device tree that Linux takes at most */
	/*
	 * The size of the code that each plan has a copy of; 0: a library was
	 * built without a compiler for it. NULL: it is in a table.
	 */
	u64 (*code_size)(void);
};

/*
 * KEXEC_ARCH_*, the architecture in the flags of kexec_load(2). The numbers are
 * those of ELF (Linux include/uapi/linux/kexec.h).
 */
static inline u32 kx_arch_flags(const struct kx_arch *arch)
{
	return (u32)arch->elf_machine << 16;
}

extern const struct kx_arch kx_arch_x86_64;
extern const struct kx_arch kx_arch_arm64;

#endif
