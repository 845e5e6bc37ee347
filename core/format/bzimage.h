/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The format of x86 bzImage files, boot protocol 2.12 and newer. */
#ifndef CORE_FORMAT_BZIMAGE_H
#define CORE_FORMAT_BZIMAGE_H

#include "core/plan.h"

/*
 * Booted by kx_protocol_linux_x86. Errors of vet(): -KX_E_SHORT, _FORMAT,
 * _PROTOCOL, _NOT_64BIT, _HEADER, _TRUNCATED, _PAYLOAD, _CHECKSUM for the file;
 * -KX_E_CMDLINE_LONG, _CMDLINE_NUL for the command line; -KX_E_NOT_5LEVEL for
 * the machine. Source: Linux Documentation/arch/x86/boot.rst.
 */
extern const struct kx_format kx_format_bzimage;

#endif
