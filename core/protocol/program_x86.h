/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Programs that are not Linux: entered with nothing, or with ELF boot notes,
 * as kexec-tools' --args-none and --args-elf do it.
 */
#ifndef CORE_PROTOCOL_PROGRAM_X86_H
#define CORE_PROTOCOL_PROGRAM_X86_H

#include "core/plan.h"

/* b_signature, and eax at a 32-bit entry (kexec-tools include/boot/elf_boot.h).
 */
#define KX_ELF_BOOT_MAGIC 0x0e1fb007U

#define KX_PROGRAM_CMDLINE_MAX 65535

/*
 * plan() adds the segments "kernel" and "boot data". Errors: -KX_E_NO_INITRD,
 * -KX_E_ONLY_LINUX; -KX_E_NO_HOLE, _SEGMENT_COUNT, _FULL.
 */
extern const struct kx_protocol kx_protocol_bare_x86;
extern const struct kx_protocol kx_protocol_elf_notes_x86;

#endif
