/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Parts of a crash kernel's plan that a normal plan doesn't have. */
#ifndef CORE_ARCH_X86_64_CRASH_H
#define CORE_ARCH_X86_64_CRASH_H

#include "core/crash.h"
#include "core/plan.h"
#include "kx_port.h"

/* "elfcorehdr=0x", 16 digits and a space. */
#define KX_ELFCOREHDR_ROOM 30

/** kx_crash_size - arena bytes for ELF core headers and memory maps */
u64 kx_crash_size(const struct kx_request *request);

/**
 * kx_crash_reserve - add the segments "elfcorehdr" and "backup" to a plan
 * @request: for a crash kernel
 * @plan: without segments yet: these two are placed at the top end
 * @parts: filled on success
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_NO_CRASH_REGION, -KX_E_NO_HOLE, -KX_E_FULL (the arena), or
 * kx_elfcore_write()'s errors.
 */
KX_MUST_CHECK int kx_crash_reserve(const struct kx_request *request,
				   struct kx_plan *plan,
				   struct kx_crash_parts *parts,
				   struct kx_fault *fault);

/**
 * kx_crash_memory - the memory map that the crash kernel gets
 * @request: its usable RAM, the low region and the firmware's map
 * @parts: left out of the map
 * @map: filled on success; its entries are in the arena
 * @fault: may be NULL
 *
 * Return: 0 or -KX_E_FULL (the arena).
 */
KX_MUST_CHECK int kx_crash_memory(const struct kx_request *request,
				  const struct kx_crash_parts *parts,
				  struct kx_memmap *map,
				  struct kx_fault *fault);

/**
 * kx_crash_cmdline - the prefix of the command line: "elfcorehdr=0x... "
 * @parts: for the address
 * @to: KX_ELFCOREHDR_ROOM bytes, without a final NUL
 *
 * Linux's own kexec_file_load(2) puts it first, too. After a "--" the kernel
 * would pass it to init as an argument.
 *
 * Return: its size in bytes.
 */
KX_MUST_CHECK u32 kx_crash_cmdline(const struct kx_crash_parts *parts,
				   char *to);

#endif
