/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The boot protocols Multiboot 1 and 2: a kernel is entered in 32-bit mode, and
 * gets modules and an information structure. Everything lies below 4 GiB.
 * Sources: Multiboot Specification 0.6.96, Multiboot2 Specification 2.0.
 */
#ifndef CORE_PROTOCOL_MULTIBOOT_H
#define CORE_PROTOCOL_MULTIBOOT_H

#include "core/plan.h"

/* What eax has at the entry. */
#define KX_MULTIBOOT_LOADED  0x2badb002U
#define KX_MULTIBOOT2_LOADED 0x36d76289U

/*
 * plan() adds the segments "kernel", "module" (one for each, or the last one
 * for several) and "boot data", for a normal kernel only. Errors:
 * -KX_E_MODULES, _CMDLINE_NUL (in a module's string), _NO_HOLE, _SEGMENT_COUNT,
 * _FULL.
 */
extern const struct kx_protocol kx_protocol_multiboot;
extern const struct kx_protocol kx_protocol_multiboot2;

#endif
