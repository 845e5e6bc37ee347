/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Notes of an ELF executable. */
#ifndef CORE_FORMAT_ELF_NOTE_H
#define CORE_FORMAT_ELF_NOTE_H

#include "core/format/elf_loads.h"

/**
 * kx_elf_find_note - find a note of Xen's by its type
 * @file: the whole file
 * @class: of the file
 * @elf: what kx_elf_read() read from it
 * @type: of the note (Xen public/elfnote.h)
 * @number: filled: the number in it, of 4 or 8 bytes
 *
 * Only notes in bytes that are loaded, or between them, are looked at: these
 * are the bytes that kx_plan_uses() names. All PT_NOTEs together have no more
 * bytes than these: what is more is not looked at.
 *
 * Return: whether there is one. The first counts.
 */
bool kx_elf_find_note(struct kx_bytes file, const struct kx_elf_class *class,
		      const struct kx_elf *elf, u32 type, u64 *number);

#endif
