/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The format of x86 bzImage files, boot protocol 2.03 and newer; 2.00 and newer
 * in real mode.
 */
#ifndef CORE_FORMAT_BZIMAGE_H
#define CORE_FORMAT_BZIMAGE_H

#include "core/plan.h"

/*
 * Booted by kx_protocol_linux_x86, and with KX_ENTER_REAL_MODE by
 * kx_protocol_linux_x86_real. Errors of vet(): -KX_E_SHORT, _FORMAT,
 * _PROTOCOL, _REAL_MODE, _HEADER, _TRUNCATED, _PAYLOAD, _CHECKSUM for the file;
 * -KX_E_CMDLINE_LONG, _CMDLINE_NUL for the command line; -KX_E_NOT_64BIT for an
 * image that returns and has a 32-bit entry alone; -KX_E_NOT_5LEVEL for the
 * machine, if there is no 32-bit entry; with KX_ENTER_REAL_MODE
 * -KX_E_NOT_REAL_MODE for the purpose, -KX_E_NO_BIOS for the machine. Source:
 * Linux Documentation/arch/x86/boot.rst.
 */
extern const struct kx_format kx_format_bzimage;

#endif
