/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Linux's oldest boot protocol on x86: the setup code of a bzImage runs in real
 * mode, and asks the BIOS for what boot_params would say.
 */
#ifndef CORE_PROTOCOL_LINUX_X86_REAL_H
#define CORE_PROTOCOL_LINUX_X86_REAL_H

#include "core/plan.h"

/* The places of a kernel that is loaded low, and of its setup code. */
#define KX_REAL_LOW_START 0x10000ULL
#define KX_REAL_LOW_END	  0x90000ULL

/* Setup code, its stack and its heap are one segment of real mode. */
#define KX_REAL_SETUP_MAX 0x8000U
/* Bytes of a command line next to setup code at KX_REAL_LOW_END, with NUL. */
#define KX_REAL_LOW_CMDLINE 0x800U

/* The first protocol with cmd_line_ptr: setup code may lie anywhere. */
#define KX_REAL_CMD_LINE_PTR 0x0202

/**
 * kx_real_is_low - must setup code lie at KX_REAL_LOW_END?
 * @version: of the boot protocol
 * @loadflags: of the setup header
 */
static inline bool kx_real_is_low(u16 version, u8 loadflags)
{
	return version < KX_REAL_CMD_LINE_PTR || !(loadflags & 1);
}

/*
 * plan() adds the segments "kernel", "initrd" (one for each), "boot data",
 * which is the setup code with heap, stack and command line, and "purgatory".
 * The last two are below 640 KiB. @kernel has setup code of at least
 * KX_SETUP_HEADER_END bytes. Errors: -KX_E_INITRD, _NO_HOLE, _SEGMENT_COUNT,
 * _FULL. Source: Linux Documentation/arch/x86/boot.rst, "Sample Boot
 * Configuration" and "Running the Kernel".
 */
extern const struct kx_protocol kx_protocol_linux_x86_real;

#endif
