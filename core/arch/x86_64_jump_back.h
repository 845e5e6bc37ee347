/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the plan of a kernel that returns has on top of a normal one's. */
#ifndef CORE_ARCH_X86_64_JUMP_BACK_H
#define CORE_ARCH_X86_64_JUMP_BACK_H

#include "core/jump_back.h"
#include "core/plan.h"
#include "kx_port.h"

/* "kexec_jump_back_entry=0x", 16 digits, a space after them. */
#define KX_JUMP_BACK_ROOM   41
#define KX_JUMP_BACK_DIGITS 24 /* where the digits begin */

/**
 * kx_jump_back_size - how much of the arena the map of such a kernel takes
 *
 * Return: bytes.
 */
u64 kx_jump_back_size(const struct kx_request *request);

/**
 * kx_jump_back_memory - what a kernel that returns is told of memory
 * @request: its window, usable RAM and the firmware's map
 * @parts: a crash kernel's; not used
 * @map: filled on success; its entries lie in the arena
 * @fault: may be NULL
 *
 * Return: 0 or -KX_E_FULL (the arena).
 */
KX_MUST_CHECK int kx_jump_back_memory(const struct kx_request *request,
				      const struct kx_crash_parts *parts,
				      struct kx_memmap *map,
				      struct kx_fault *fault);

/**
 * kx_jump_back_keep - add segments for the RAM that has none
 * @map: as kx_jump_back_memory() made it
 * @plan: complete but for these
 * @fault: may be NULL
 *
 * Return: 0 or -KX_E_SEGMENT_COUNT.
 */
KX_MUST_CHECK int kx_jump_back_keep(const struct kx_memmap *map,
				    struct kx_plan *plan,
				    struct kx_fault *fault);

/**
 * kx_jump_back_cmdline - what comes before the command line, with zeroes for
 * digits
 * @parts: a crash kernel's; not used
 * @to: KX_JUMP_BACK_ROOM bytes, not ended by a NUL
 *
 * Return: how many bytes it has.
 */
u32 kx_jump_back_cmdline(const struct kx_crash_parts *parts, char *to);

#endif
