/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the plan of a crash kernel has on top of a normal one's. */
#ifndef CORE_ARCH_X86_64_CRASH_H
#define CORE_ARCH_X86_64_CRASH_H

#include "core/crash.h"
#include "core/plan.h"
#include "kx_port.h"

/* "elfcorehdr=0x" and 16 digits, a space after them. */
#define KX_ELFCOREHDR_ROOM 30

/** kx_crash_size - bytes of the arena for ELF core headers and memory maps */
u64 kx_crash_size(const struct kx_request *request);

/**
 * kx_crash_reserve - add the segments "elfcorehdr" and "backup" to a plan
 * @request: for a crash kernel
 * @plan: without a segment as yet: these two lie at the top end
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
 * kx_crash_memory - what the crash kernel is told of memory
 * @request: its usable RAM, the low region and the firmware's map
 * @parts: what is left out
 * @map: filled on success; its entries lie in the arena
 * @fault: may be NULL
 *
 * Return: 0 or -KX_E_FULL (the arena).
 */
KX_MUST_CHECK int kx_crash_memory(const struct kx_request *request,
				  const struct kx_crash_parts *parts,
				  struct kx_memmap *map,
				  struct kx_fault *fault);

/**
 * kx_crash_cmdline - what comes before the command line: "elfcorehdr=0x... "
 * @parts: for the address
 * @to: KX_ELFCOREHDR_ROOM bytes, not ended by a NUL
 *
 * Linux's own kexec_file_load(2) puts it there as well. Behind a "--" it would
 * be an argument of init's.
 *
 * Return: how many bytes it has.
 */
KX_MUST_CHECK u32 kx_crash_cmdline(const struct kx_crash_parts *parts,
				   char *to);

#endif
