// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Writes Multiboot kernels, field by field. */
#include "test/unit/core/make_multiboot.h"

#include "core/elf_class.h"

#include <string.h>

#define I386 3

void multiboot_put(struct multiboot *multiboot, u64 offset, u32 width,
		   u64 value)
{
	for (; width; width--, value >>= 8)
		multiboot->data[offset++] = (u8)value;
}

static void add_load(struct multiboot *multiboot, u32 class, u32 number,
		     const u64 *numbers)
{
	const struct kx_elf_class *row = &kx_elf_classes[class];
	u8 *program = multiboot->data + row->header_size +
		      (u64)number * row->program_size;

	kx_elf_put(program, row->p_type, KX_ELF_LOAD);
	kx_elf_put(program, row->p_offset, numbers[0]);
	kx_elf_put(program, row->p_vaddr, numbers[1]);
	kx_elf_put(program, row->p_paddr, numbers[1]);
	kx_elf_put(program, row->p_filesz, numbers[2]);
	kx_elf_put(program, row->p_memsz, numbers[3]);
}

void multiboot_elf(struct multiboot *multiboot, u32 class)
{
	static const u64 text[] = { 0x1000, MB_START, MB_START_BYTES,
				    MB_START_BYTES };
	static const u64 data[] = { 0x2000, MB_DATA, MB_DATA_BYTES,
				    MB_END - MB_DATA };
	const struct kx_elf_class *row = &kx_elf_classes[class];
	u8 *header = multiboot->data;
	u64 i;

	memset(multiboot, 0, sizeof(*multiboot));
	memcpy(header, "\177ELF", 4);
	header[KX_ELF_CLASS_AT] = (u8) class;
	header[KX_ELF_DATA_AT] = KX_ELF_LITTLE_ENDIAN;
	header[KX_ELF_VERSION_AT] = KX_ELF_VERSION;
	kx_elf_put(header, row->e_type, KX_ELF_EXEC);
	kx_elf_put(header, row->e_machine,
		   class == KX_ELF_CLASS_32 ? I386 : KX_ELF_X86_64);
	kx_elf_put(header, row->e_version, KX_ELF_VERSION);
	kx_elf_put(header, row->e_entry, MB_ENTRY);
	kx_elf_put(header, row->e_phoff, row->header_size);
	kx_elf_put(header, row->e_ehsize, row->header_size);
	kx_elf_put(header, row->e_phentsize, row->program_size);
	kx_elf_put(header, row->e_phnum, 2);
	add_load(multiboot, class, 0, text);
	add_load(multiboot, class, 1, data);
	for (i = 0x1000; i < MB_SIZE; i++)
		header[i] = (u8)(i * 7 + 1);
}

void multiboot_1(struct multiboot *multiboot, u32 flags, const u32 *addresses)
{
	u32 i;

	multiboot_put(multiboot, MB_HEADER, 4, 0x1badb002);
	multiboot_put(multiboot, MB_HEADER + 4, 4, flags);
	multiboot_put(multiboot, MB_HEADER + 8, 4, 0U - 0x1badb002U - flags);
	for (i = 0; addresses && i < 5; i++)
		multiboot_put(multiboot, MB_HEADER + 12 + 4ULL * i, 4,
			      addresses[i]);
}

void multiboot_2(struct multiboot *multiboot)
{
	memset(multiboot->data + MB_HEADER, 0, 0x1000 - MB_HEADER);
	multiboot->end = MB_HEADER + 16;
}

void multiboot_tag(struct multiboot *multiboot, u32 type_and_flags,
		   const u32 *words, u32 count)
{
	u64 at = (multiboot->end + 7) / 8 * 8;
	u32 i;

	multiboot_put(multiboot, at, 4, type_and_flags);
	multiboot_put(multiboot, at + 4, 4, 8 + 4ULL * count);
	for (i = 0; i < count; i++)
		multiboot_put(multiboot, at + 8 + 4ULL * i, 4, words[i]);
	multiboot->end = at + 8 + 4ULL * count;
}

void multiboot_2_end(struct multiboot *multiboot)
{
	u32 length;

	multiboot_tag(multiboot, MB_TAG_END, NULL, 0);
	length = (u32)(multiboot->end - MB_HEADER);
	multiboot_put(multiboot, MB_HEADER, 4, 0xe85250d6);
	multiboot_put(multiboot, MB_HEADER + 8, 4, length);
	multiboot_put(multiboot, MB_HEADER + 12, 4, 0U - 0xe85250d6U - length);
}

void multiboot_make_1(struct multiboot *multiboot)
{
	multiboot_elf(multiboot, KX_ELF_CLASS_32);
	multiboot_1(multiboot, 0, NULL);
}

void multiboot_make_2(struct multiboot *multiboot)
{
	multiboot_elf(multiboot, KX_ELF_CLASS_32);
	multiboot_2(multiboot);
	multiboot_2_end(multiboot);
}
