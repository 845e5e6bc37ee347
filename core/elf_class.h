/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The two classes of ELF files: sizes of headers, and offset and width of
 * fields (gABI; elf.h has the same as structs). Everything is in this header,
 * so that programs can use it without the rest of core/. It is not called
 * elf.h, which would hide the system's elf.h.
 */
#ifndef CORE_ELF_CLASS_H
#define CORE_ELF_CLASS_H

#include "kx_port.h"

enum kx_elf_number {
	KX_ELF_CLASS_AT = 4, /* offset in a file, as the next two */
	KX_ELF_DATA_AT = 5,
	KX_ELF_VERSION_AT = 6,
	KX_ELF_CLASS_32 = 1,
	KX_ELF_CLASS_64 = 2,
	KX_ELF_LITTLE_ENDIAN = 1,
	KX_ELF_VERSION = 1,
	KX_ELF_EXEC = 2, /* e_type, as the next two */
	KX_ELF_DYN = 3,
	KX_ELF_CORE = 4,
	KX_ELF_386 = 3, /* e_machine, as the next two */
	KX_ELF_X86_64 = 62,
	KX_ELF_AARCH64 = 183,
	KX_ELF_LOAD = 1, /* p_type */
	KX_ELF_NOTE = 4,
	KX_ELF_RWX = 7,	       /* p_flags */
	KX_ELF_NOTE_HEAD = 12, /* bytes of a note before its name */
};

/* Offset of a number in its header, and its width, in bytes. */
struct kx_elf_field {
	u8 offset;
	u8 width;
};

struct kx_elf_class {
	u8 number; /* in a file, at KX_ELF_CLASS_AT */
	u8 width;  /* bytes of an address or offset */
	/* Sizes of the file's header and of a program header, in bytes. */
	u8 header_size;
	u8 program_size;
	struct kx_elf_field e_type, e_machine, e_version, e_entry, e_phoff,
		e_shoff, e_ehsize, e_phentsize, e_phnum;
	struct kx_elf_field p_type, p_flags, p_offset, p_vaddr, p_paddr,
		p_filesz, p_memsz, p_align;
	struct kx_elf_field sh_info;
};

/* Indexed by number; there is no class 0. */
/* clang-format off */
static const struct kx_elf_class kx_elf_classes[] = {
	[1] = {
		.number = 1, .width = 4, .header_size = 52, .program_size = 32,
		.e_type = { 16, 2 },
		.e_machine = { 18, 2 },
		.e_version = { 20, 4 },
		.e_entry = { 24, 4 },
		.e_phoff = { 28, 4 },
		.e_shoff = { 32, 4 },
		.e_ehsize = { 40, 2 },
		.e_phentsize = { 42, 2 },
		.e_phnum = { 44, 2 },
		.p_type = { 0, 4 },
		.p_offset = { 4, 4 },
		.p_vaddr = { 8, 4 },
		.p_paddr = { 12, 4 },
		.p_filesz = { 16, 4 },
		.p_memsz = { 20, 4 },
		.p_flags = { 24, 4 },
		.p_align = { 28, 4 },
		.sh_info = { 28, 4 },
	},
	[2] = {
		.number = 2, .width = 8, .header_size = 64, .program_size = 56,
		.e_type = { 16, 2 },
		.e_machine = { 18, 2 },
		.e_version = { 20, 4 },
		.e_entry = { 24, 8 },
		.e_phoff = { 32, 8 },
		.e_shoff = { 40, 8 },
		.e_ehsize = { 52, 2 },
		.e_phentsize = { 54, 2 },
		.e_phnum = { 56, 2 },
		.p_type = { 0, 4 },
		.p_flags = { 4, 4 },
		.p_offset = { 8, 8 },
		.p_vaddr = { 16, 8 },
		.p_paddr = { 24, 8 },
		.p_filesz = { 32, 8 },
		.p_memsz = { 40, 8 },
		.p_align = { 48, 8 },
		.sh_info = { 44, 4 },
	},
};
/* clang-format on */

/** kx_elf_class - the class of a number, or NULL */
static inline const struct kx_elf_class *kx_elf_class(u8 number)
{
	return number && number < ARRAY_SIZE(kx_elf_classes)
		       ? &kx_elf_classes[number]
		       : NULL;
}

/* Read a little-endian field of a complete header. */
static inline u64 kx_elf_get(const u8 *header, struct kx_elf_field field)
{
	u64 value = 0;
	u32 i;

	for (i = field.width; i--;)
		value = value << 8 | header[field.offset + i];
	return value;
}

static inline void kx_elf_put(u8 *header, struct kx_elf_field field, u64 value)
{
	u32 i;

	for (i = 0; i < field.width; i++)
		header[field.offset + i] = (u8)(value >> (8 * i));
}

#endif
