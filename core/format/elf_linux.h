/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Linux as an ELF file: vmlinux, of 64 or 32 bits. */
#ifndef CORE_FORMAT_ELF_LINUX_H
#define CORE_FORMAT_ELF_LINUX_H

#include "core/format/elf_vetting.h"

/**
 * kx_elf_find_linux - look for the banner of Linux in what is loaded
 * @vetting: its loads; gets version and release, if there is one in the first
 *	     GiB of their bytes
 */
void kx_elf_find_linux(struct kx_elf_vetting *vetting);

/**
 * kx_elf_vet_linux - check the numbers of a vmlinux
 * @vetting: after kx_elf_find_linux(). Without a version it is an ELF file that
 *	     the user says takes what Linux takes.
 *
 * Return: 0, -KX_E_HEADER, -KX_E_FORMAT (its addresses are not Linux's),
 * -KX_E_NOT_32BIT, -KX_E_NOT_64BIT, -KX_E_CMDLINE_LONG, -KX_E_CMDLINE_NUL,
 * -KX_E_NOT_5LEVEL.
 */
KX_MUST_CHECK int kx_elf_vet_linux(struct kx_elf_vetting *vetting);

/** kx_elf_describe_linux - fill @kernel; kx_elf_vet_linux() succeeded */
void kx_elf_describe_linux(const struct kx_elf_vetting *vetting,
			   struct kx_kernel *kernel);

#endif
