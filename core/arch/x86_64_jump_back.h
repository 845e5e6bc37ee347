/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Parts of a returning kernel's plan that a normal plan doesn't have. */
#ifndef CORE_ARCH_X86_64_JUMP_BACK_H
#define CORE_ARCH_X86_64_JUMP_BACK_H

#include "core/jump_back.h"
#include "core/plan.h"
#include "kx_port.h"

/* "kexec_jump_back_entry=0x", 16 digits and a space. */
#define KX_JUMP_BACK_ROOM   41
#define KX_JUMP_BACK_DIGITS 24 /* offset of the first digit */

/**
 * kx_jump_back_size - arena bytes for the map of a kernel that returns
 *
 * Return: bytes.
 */
u64 kx_jump_back_size(const struct kx_request *request);

/**
 * kx_jump_back_memory - the memory map that a kernel that returns gets
 * @request: its window, usable RAM and the firmware's map
 * @parts: a crash kernel's; not used
 * @map: filled on success; its entries are in the arena
 * @fault: may be NULL
 *
 * Return: 0 or -KX_E_FULL (the arena).
 */
KX_MUST_CHECK int kx_jump_back_memory(const struct kx_request *request,
				      const struct kx_crash_parts *parts,
				      struct kx_memmap *map,
				      struct kx_fault *fault);

/**
 * kx_jump_back_keep - add segments for the RAM that is in no segment yet
 * @map: made by kx_jump_back_memory()
 * @plan: complete except for these segments
 * @fault: may be NULL
 *
 * Return: 0 or -KX_E_SEGMENT_COUNT.
 */
KX_MUST_CHECK int kx_jump_back_keep(const struct kx_memmap *map,
				    struct kx_plan *plan,
				    struct kx_fault *fault);

/**
 * kx_jump_back_cmdline - the prefix of the command line, with zeroes in place
 * of the digits
 * @parts: a crash kernel's; not used
 * @to: KX_JUMP_BACK_ROOM bytes, without a final NUL
 *
 * Return: its size in bytes.
 */
u32 kx_jump_back_cmdline(const struct kx_crash_parts *parts, char *to);

#endif
