/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Linux's boot protocol on arm64: the kernel at an offset from a multiple of 2
 * MiB, and a device tree that says where the initrd is (Linux
 * Documentation/arch/arm64/booting.rst).
 */
#ifndef CORE_PROTOCOL_LINUX_ARM64_H
#define CORE_PROTOCOL_LINUX_ARM64_H

#include "core/plan.h"

/* Physical addresses have 52 bits at most (FEAT_LPA). */
#define KX_LINUX_ARM64_END (1ULL << 52)
/* COMMAND_LINE_SIZE, without the NUL: Linux cuts what is longer. */
#define KX_LINUX_ARM64_CMDLINE_MAX 2047

/*
 * plan() adds the segments "kernel", "initrd" (one for each) and "boot data":
 * the request's device tree, with the addresses of the initrd written to its
 * slots, and the purgatory behind it. A crash kernel has "elfcorehdr" before
 * them (core/crash.h), whose place is in a slot, too. Errors: -KX_E_NO_TREE;
 * -KX_E_TREE if it is larger than 2 MiB, its header says another size, or it
 * has no slots for an initrd or the headers; -KX_E_INITRD, _NO_HOLE,
 * _SEGMENT_COUNT, _FULL; those of kx_crash_add_headers().
 */
extern const struct kx_protocol kx_protocol_linux_arm64;

#endif
