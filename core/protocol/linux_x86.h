/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Linux's boot protocol on x86: boot_params, command line and initrds, for a
 * kernel that is entered in 64-bit mode, or in 32-bit mode below 4 GiB.
 */
#ifndef CORE_PROTOCOL_LINUX_X86_H
#define CORE_PROTOCOL_LINUX_X86_H

#include "core/plan.h"

/* Where Linux may lie: the first MiB is firmware's. */
#define KX_LINUX_X86_START 0x100000ULL
/*
 * Linux's decompressor refuses to lie higher (misc.c, extract_kernel()), and
 * with 4-level paging a kernel sees no more: 5-level machines have more RAM.
 */
#define KX_LINUX_X86_END 0x400000000000ULL
#define KX_FOUR_GIB	 0x100000000ULL
/*
 * The end of the memory that every 32-bit Linux maps: 1 GiB less 128 MiB for
 * vmalloc, and less the areas at the top of the address space, which grow with
 * NR_CPUS (MAXMEM in arch/x86/include/asm/pgtable_32_areas.h). Debian's 686-pae
 * kernel maps up to 0x36ffe000; above, it panics before it has a console. Other
 * values of PAGE_OFFSET leave more, vmalloc= leaves less.
 */
#define KX_LINUX_X86_32_END 0x36000000ULL

/*
 * plan() adds the segments "kernel", "initrd" (one for each) and "boot data",
 * and those of the request's purpose. Errors: -KX_E_NOT_64BIT if the kernel has
 * neither entry; -KX_E_INITRD, _NO_HOLE, _SEGMENT_COUNT, _FULL; for crash
 * kernels those in crash.h. Source: Linux Documentation/arch/x86/boot.rst.
 */
extern const struct kx_protocol kx_protocol_linux_x86;

#endif
