/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A small ELF executable of either class: two PT_LOADs whose virtual addresses
 * are their physical ones, and a PT_NOTE inside the first.
 */
#ifndef TEST_UNIT_CORE_MAKE_ELF_H
#define TEST_UNIT_CORE_MAKE_ELF_H

#include "core/bytes.h"
#include "core/elf_class.h"

#define ELF_SIZE	0x500
#define ELF_START	0x1000000ULL
#define ELF_DATA_START	0x1001000ULL
#define ELF_END		0x1003080ULL /* bss included */
#define ELF_ENTRY	0x1000010ULL
#define ELF_TEXT_AT	0x200 /* in the file; 0x200 bytes */
#define ELF_DATA_AT	0x400 /* 0x100 bytes */
#define ELF_NOTE_AT	0x240
#define ELF_NOTE_SIZE	0x40
#define ELF_BANNER_AT	0x300
#define ELF_PAGE_OFFSET 0xc0000000ULL
#define ELF_PVH_ENTRY	0x1000080ULL

struct elf_file {
	const struct kx_elf_class *class;
	u8 data[ELF_SIZE];
};

void elf_make(struct elf_file *file, u8 class);
/* Linux's addresses and its banner, with a release such as "6.1.0". */
void elf_make_linux(struct elf_file *file, u8 class, const char *release);
/* A note of Xen's at @offset in the PT_NOTE; return: where the next one is. */
u64 elf_put_note(struct elf_file *file, u64 offset, u32 type, u32 width,
		 u64 value);
/* The note that says where a PVH guest is entered. */
void elf_put_pvh(struct elf_file *file);
/* A field of the file's header, or of a program header. */
void elf_put(struct elf_file *file, struct kx_elf_field field, u64 value);
void elf_put_program(struct elf_file *file, u32 number,
		     struct kx_elf_field field, u64 value);

static inline struct kx_bytes elf_bytes(const struct elf_file *file)
{
	return kx_bytes(file->data, sizeof(file->data));
}

#endif
