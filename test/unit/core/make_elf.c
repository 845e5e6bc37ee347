// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Fields by the tables of kx_elf_classes; the rest is noise. */
#include "test/unit/core/make_elf.h"

#include <stdio.h>
#include <string.h>

void elf_put(struct elf_file *file, struct kx_elf_field field, u64 value)
{
	kx_elf_put(file->data, field, value);
}

void elf_put_program(struct elf_file *file, u32 number,
		     struct kx_elf_field field, u64 value)
{
	const struct kx_elf_class *class = file->class;

	kx_elf_put(file->data + class->header_size +
			   (u64)number * class->program_size,
		   field, value);
}

static void put_program(struct elf_file *file, u32 number, const u64 values[6])
{
	const struct kx_elf_class *class = file->class;
	const struct kx_elf_field fields[] = {
		class->p_type,	class->p_offset, class->p_paddr,
		class->p_vaddr, class->p_filesz, class->p_memsz,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		elf_put_program(file, number, fields[i], values[i]);
}

void elf_make(struct elf_file *file, u8 number)
{
	static const u64 programs[3][6] = {
		{ KX_ELF_LOAD, ELF_TEXT_AT, ELF_START, ELF_START, 0x200,
		  0x200 },
		{ KX_ELF_LOAD, ELF_DATA_AT, ELF_DATA_START, ELF_DATA_START,
		  0x100, ELF_END - ELF_DATA_START },
		{ KX_ELF_NOTE, ELF_NOTE_AT, ELF_START + 0x40, ELF_START + 0x40,
		  ELF_NOTE_SIZE, ELF_NOTE_SIZE },
	};
	const struct kx_elf_class *class = &kx_elf_classes[number];
	size_t i;

	for (i = 0; i < sizeof(file->data); i++)
		file->data[i] = (u8)(i * 5 + i / 256);
	memset(file->data, 0, ELF_TEXT_AT);
	memset(file->data + ELF_NOTE_AT, 0, ELF_NOTE_SIZE);
	file->class = class;
	memcpy(file->data, "\177ELF", 4);
	file->data[KX_ELF_CLASS_AT] = number;
	file->data[KX_ELF_DATA_AT] = KX_ELF_LITTLE_ENDIAN;
	file->data[KX_ELF_VERSION_AT] = KX_ELF_VERSION;
	elf_put(file, class->e_type, KX_ELF_EXEC);
	elf_put(file, class->e_machine,
		number == KX_ELF_CLASS_32 ? KX_ELF_386 : KX_ELF_X86_64);
	elf_put(file, class->e_version, KX_ELF_VERSION);
	elf_put(file, class->e_entry, ELF_ENTRY);
	elf_put(file, class->e_phoff, class->header_size);
	elf_put(file, class->e_ehsize, class->header_size);
	elf_put(file, class->e_phentsize, class->program_size);
	elf_put(file, class->e_phnum, ARRAY_SIZE(programs));
	for (i = 0; i < ARRAY_SIZE(programs); i++)
		put_program(file, (u32)i, programs[i]);
}

void elf_make_linux(struct elf_file *file, u8 number, const char *release)
{
	const u64 map = number == KX_ELF_CLASS_32 ? ELF_PAGE_OFFSET
						  : 0xffffffff80000000ULL;

	elf_make(file, number);
	elf_put_program(file, 0, file->class->p_vaddr, map + ELF_START);
	elf_put_program(file, 1, file->class->p_vaddr, map + ELF_DATA_START);
	snprintf((char *)file->data + ELF_BANNER_AT, 64,
		 "Linux version %s (builder@host) #1\n", release);
}

u64 elf_put_note(struct elf_file *file, u64 offset, u32 type, u32 width,
		 u64 value)
{
	u8 *note = file->data + ELF_NOTE_AT + offset;

	kx_elf_put(note, (struct kx_elf_field){ 0, 4 }, 4);
	kx_elf_put(note, (struct kx_elf_field){ 4, 4 }, width);
	kx_elf_put(note, (struct kx_elf_field){ 8, 4 }, type);
	memcpy(note + 12, "Xen", 4);
	kx_elf_put(note, (struct kx_elf_field){ 16, (u8)width }, value);
	return offset + 16 + ((width + 3) & ~3U);
}

void elf_put_pvh(struct elf_file *file)
{
	elf_put_note(file, 0, 18, file->class->width, ELF_PVH_ENTRY);
}
