/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* ELF executables for x86: Linux (vmlinux), PVH guests, and others. */
#ifndef CORE_FORMAT_ELF_H
#define CORE_FORMAT_ELF_H

#include "core/plan.h"

/*
 * Placed at the physical addresses that its program headers name, or if it is
 * 64-bit Linux elsewhere. Which boot protocol starts it depends on the
 * request's arguments. Errors of vet(): -KX_E_SHORT, _FORMAT, _HEADER,
 * _TRUNCATED for the file; -KX_E_NOT_32BIT, _NOT_64BIT, _NOT_PVH if it lacks an
 * entry; -KX_E_CMDLINE_LONG, _CMDLINE_NUL, _NO_CMDLINE for the command line;
 * -KX_E_NOT_5LEVEL for the machine; -KX_E_ONLY_LINUX for the purpose. With
 * KX_VET_AS_PROBE it is always -KX_E_FORMAT: Linux's kexec_file_load(2) takes
 * no ELF file on x86 (kexec_file_loaders[] in
 * arch/x86/kernel/machine_kexec_64.c).
 */
extern const struct kx_format kx_format_elf_x86_64;
extern const struct kx_format kx_format_elf_x86; /* of 32 bits */

/*
 * Either, entered by the note XEN_ELFNOTE_PHYS32_ENTRY; only if it is named.
 * The other two enter a file that is not Linux so, if it has the note.
 */
extern const struct kx_format kx_format_pvh_x86;

#endif
