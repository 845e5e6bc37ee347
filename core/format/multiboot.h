/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The formats of Multiboot kernels, such as Xen and GRUB's own. */
#ifndef CORE_FORMAT_MULTIBOOT_H
#define CORE_FORMAT_MULTIBOOT_H

#include "core/plan.h"

/*
 * Booted by kx_protocol_multiboot and kx_protocol_multiboot2. An ELF executable
 * for x86, or any file whose header has addresses. Errors of vet():
 * -KX_E_SHORT, _FORMAT, _HEADER, _TRUNCATED and _MULTIBOOT (a requirement that
 * is not known) for the file; -KX_E_CMDLINE_LONG, _CMDLINE_NUL;
 * -KX_E_NO_INITRD; -KX_E_ONLY_LINUX for a crash kernel and for one that
 * returns. With KX_VET_AS_PROBE it is always -KX_E_FORMAT: Linux's
 * kexec_file_load(2) takes no Multiboot kernel.
 */
extern const struct kx_format kx_format_multiboot;
extern const struct kx_format kx_format_multiboot2;

#endif
