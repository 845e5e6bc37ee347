/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The loader for x86 bzImage files, boot protocol 2.12 and newer. */
#ifndef CORE_FORMAT_BZIMAGE_H
#define CORE_FORMAT_BZIMAGE_H

#include "../plan.h"

/*
 * vet() gives the errors for the file, all but _NOT_5LEVEL, and those for the
 * command line. load() gives the plan segments "kernel", "initrd" (one for
 * each) and "boot data". Errors: -KX_E_SHORT, _FORMAT, _PROTOCOL, _NOT_64BIT,
 * _NOT_5LEVEL, _HEADER, _TRUNCATED, _PAYLOAD, _CHECKSUM for the file;
 * -KX_E_CMDLINE_LONG, _CMDLINE_NUL, _INITRD for the rest of the request;
 * -KX_E_NO_HOLE, _SEGMENT_COUNT, _FULL; what crash.h says for crash kernels.
 * Source: Linux Documentation/arch/x86/boot.rst.
 */
extern const struct kx_format kx_format_bzimage;

#endif
