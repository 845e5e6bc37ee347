/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * PVH: how Xen, and QEMU, start guests without firmware. The kernel is entered
 * in 32-bit mode and gets hvm_start_info: command line, initrd, memory map and
 * the address of ACPI's tables (Xen docs/misc/pvh.pandoc, and
 * public/arch-x86/hvm/start_info.h).
 */
#ifndef CORE_PROTOCOL_PVH_X86_H
#define CORE_PROTOCOL_PVH_X86_H

#include "core/plan.h"

/* As Linux takes it; the protocol has no limit. */
#define KX_PVH_CMDLINE_MAX 2047
/*
 * Linux copies the map to the e820 table in boot_params, and does not look how
 * many fit (init_pvh_bootparams() in arch/x86/platform/pvh/enlighten.c).
 */
#define KX_PVH_MEMORY_MAX 128

/*
 * plan() adds the segments "kernel", "initrd" (one for each) and "boot data".
 * Errors: -KX_E_ONLY_LINUX; -KX_E_FULL if the memory map is too long or the
 * arena too small; -KX_E_INITRD, _NO_HOLE, _SEGMENT_COUNT.
 */
extern const struct kx_protocol kx_protocol_pvh_x86;

#endif
