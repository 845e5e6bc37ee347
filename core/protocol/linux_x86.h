/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Linux's boot protocol on x86: boot_params, command line and initrds, for a
 * kernel that is entered in 64-bit mode.
 */
#ifndef CORE_PROTOCOL_LINUX_X86_H
#define CORE_PROTOCOL_LINUX_X86_H

#include "core/plan.h"

/*
 * plan() adds the segments "kernel", "initrd" (one for each) and "boot data",
 * and those of the request's purpose. Errors: -KX_E_NOT_64BIT if the kernel has
 * no 64-bit entry; -KX_E_INITRD, _NO_HOLE, _SEGMENT_COUNT, _FULL; for crash
 * kernels those in crash.h. Source: Linux Documentation/arch/x86/boot.rst.
 */
extern const struct kx_protocol kx_protocol_linux_x86;

#endif
