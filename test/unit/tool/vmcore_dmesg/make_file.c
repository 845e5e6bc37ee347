// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Dump files of a made memory. */
#include "test/unit/tool/vmcore_dmesg/make_dump.h"

#include <stdio.h>
#include <stdlib.h>

#include "test/unit/tool/vmcore_dmesg/pack.h"

/* The parts of the memory that are not zero; small, for fuzzing. */
static const struct {
	u64 start;
	u64 size;
} pieces[] = {
	{ 0, MADE_TEXT_ARRAY + MADE_TEXT },
	{ MADE_TABLES + (MADE_DIRECT >> 39 & 511) * 8, 8 },
	{ MADE_TABLES + MADE_PAGE + (MADE_DIRECT >> 30 & 511) * 8, 8 },
	{ MADE_TABLES + 2 * MADE_PAGE + (MADE_DIRECT >> 21 & 511) * 8, 8 },
};

static void put(struct made *made, const void *bytes, size_t size)
{
	if (made->size + size > sizeof(made->file))
		abort();
	memcpy(made->file + made->size, bytes, size);
	made->size += size;
}

static void put_note(struct made *made, const char *name, const void *desc,
		     size_t size)
{
	Elf64_Nhdr head = {
		.n_namesz = (Elf64_Word)strlen(name) + 1,
		.n_descsz = (Elf64_Word)size,
		/* As in Linux: 0 for all notes but registers. */
		.n_type = strcmp(name, "CORE") ? 0 : NT_PRSTATUS,
	};
	static const u8 zeroes[4];

	put(made, &head, sizeof(head));
	put(made, name, head.n_namesz);
	put(made, zeroes, -head.n_namesz & 3);
	put(made, desc, size);
	put(made, zeroes, -size & 3);
}

static void put_head(struct made *made, int class, u16 count)
{
	Elf64_Ehdr big = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(big),
		.e_ehsize = sizeof(big),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = count,
	};
	Elf32_Ehdr small = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(small),
		.e_ehsize = sizeof(small),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = count,
	};

	if (class == ELFCLASS64)
		put(made, &big, sizeof(big));
	else
		put(made, &small, sizeof(small));
}

static void put_entry(struct made *made, int class, const Elf64_Phdr *entry)
{
	Elf32_Phdr small = {
		.p_type = entry->p_type,
		.p_offset = (Elf32_Off)entry->p_offset,
		.p_vaddr = (Elf32_Addr)entry->p_vaddr,
		.p_paddr = (Elf32_Addr)entry->p_paddr,
		.p_filesz = (Elf32_Word)entry->p_filesz,
		.p_memsz = (Elf32_Word)entry->p_memsz,
	};

	if (class == ELFCLASS64)
		put(made, entry, sizeof(*entry));
	else
		put(made, &small, sizeof(small));
}

/* The note of a CPU comes first, as in a real dump. */
void made_elf(struct made *made, int class, enum made_va va)
{
	u32 copies = va == MADE_VA_BOTH ? 2 : 1;
	u64 entry_size =
		class == ELFCLASS64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	u64 count = 1 + copies * ARRAY_SIZE(pieces);
	u64 head_size =
		class == ELFCLASS64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
	u64 data = head_size + count * entry_size;
	Elf64_Phdr entry = { .p_type = PT_NOTE, .p_offset = data };
	u64 info = (made->info_size + 3) & ~3ULL;
	u32 copy;
	size_t i;

	made->size = 0;
	/* Heads of 12 bytes, names of 8 and 12. */
	entry.p_filesz = 12 + 8 + 24 + 12 + 12 + info;
	put_head(made, class, (u16)count);
	put_entry(made, class, &entry);
	for (copy = 0; copy < copies; copy++) {
		data = entry.p_offset + entry.p_filesz;
		for (i = 0; i < ARRAY_SIZE(pieces); i++) {
			Elf64_Phdr load = {
				.p_type = PT_LOAD,
				.p_offset = data,
				.p_paddr = MADE_PA + pieces[i].start,
				.p_filesz = pieces[i].size,
				.p_memsz = pieces[i].size,
			};

			if (va == MADE_VA_BOTH)
				load.p_vaddr = (copy ? MADE_DIRECT : MADE_VA) +
					       pieces[i].start;
			put_entry(made, class, &load);
			data += pieces[i].size;
		}
	}
	put_note(made, "CORE", "twenty-four bytes, as is", 24);
	put_note(made, "VMCOREINFO", made->info, made->info_size);
	for (i = 0; i < ARRAY_SIZE(pieces); i++)
		put(made, made->memory + pieces[i].start, pieces[i].size);
}

/* Fields that vmcore-dmesg has no use for have bytes like these. */
#define UNUSED 0xa5

/* Blocks 0 to 5: header, sub header, two bitmaps, descriptors. Pages follow. */
void made_pages(struct made *made, u32 flag)
{
	u64 first = MADE_PA / MADE_PAGE;
	u64 data = 5 * MADE_PAGE;
	u8 *file = made->file;
	u8 *sub = file + MADE_PAGE;
	u8 *desc = file + 4 * MADE_PAGE;
	u64 page, size;

	memset(file, 0, sizeof(made->file));
	memset(file, UNUSED, 2 * MADE_PAGE);
	memcpy(file, "KDUMP   ", 8);
	kx_write_le32(file + 8, 6);
	memcpy(file + 272, "x86_64", sizeof("x86_64"));
	kx_write_le32(file + 428, MADE_PAGE);
	kx_write_le32(file + 432, 1);
	kx_write_le32(file + 436, 2);
	/* Pages, before version 6. */
	kx_write_le32(file + 440, 1);
	kx_write_le64(sub, MADE_PA - 0x1000000);
	kx_write_le32(sub + 12, 0);
	kx_write_le64(sub + 96, first + MADE_MEMORY / MADE_PAGE);
	for (page = 0; page < MADE_MEMORY / MADE_PAGE; page++) {
		file[2 * MADE_PAGE + (first + page) / 8] |=
			(u8)(1U << (first + page) % 8);
		file[3 * MADE_PAGE + (first + page) / 8] |=
			(u8)(1U << (first + page) % 8);
		size = pack(flag, made->memory + page * MADE_PAGE, MADE_PAGE,
			    file + data, MADE_FILE_MAX - data);
		kx_write_le64(desc, data);
		kx_write_le32(desc + 8, (u32)size);
		kx_write_le32(desc + 12, flag);
		memset(desc + 16, UNUSED, 8);
		desc += 24;
		data += size;
	}
	kx_write_le64(sub + 32, data);
	kx_write_le64(sub + 40, made->info_size);
	made->size = data;
	put(made, made->info, made->info_size);
}

static void write_be64(u8 *to, u64 value)
{
	u32 i;

	for (i = 0; i < 8; i++)
		to[i] = (u8)(value >> (56 - 8 * i));
}

static void put_record(struct made *made, u64 offset, const u8 *bytes, u64 size)
{
	u8 head[16];

	write_be64(head, offset);
	write_be64(head + 8, size);
	put(made, head, sizeof(head));
	put(made, bytes, size);
}

/*
 * The last stretch comes first, because the order must not matter; zeroes are
 * left out. The first record has wrong bytes, which a later one replaces.
 */
void made_flat(struct made *made)
{
	static u8 plain[MADE_FILE_MAX];
	static const u8 zeroes[64];
	u8 end[16];
	u64 size = made->size;
	u64 start;

	memcpy(plain, made->file, size);
	memset(made->file, 0, MADE_PAGE);
	memcpy(made->file, "makedumpfile", 12);
	write_be64(made->file + 16, 1);
	write_be64(made->file + 24, 1);
	made->size = MADE_PAGE;
	put_record(made, 0, (const u8 *)"nonsense", 8);
	for (start = (size - 1) & ~63ULL; start < size; start -= 64) {
		if (memcmp(plain + start, zeroes,
			   size - start < 64 ? size - start : 64) != 0)
			put_record(made, start, plain + start,
				   size - start < 64 ? size - start : 64);
	}
	memset(end, 0xff, sizeof(end));
	put(made, end, sizeof(end));
}
