// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* parse_elf() and handle_relocations() of the decompressor's misc.c. */
#include "test/unit/core/relocs_oracle.h"

#include <elf.h>
#include <string.h>

#define MAP 0xffffffff80000000ULL

static u64 first_address(const u8 *payload)
{
	u64 lowest = UINT64_MAX;
	Elf64_Ehdr header;
	Elf64_Phdr program;
	int i;

	memcpy(&header, payload, sizeof(header));
	for (i = 0; i < header.e_phnum; i++) {
		memcpy(&program, payload + header.e_phoff + i * sizeof(program),
		       sizeof(program));
		if (program.p_type == PT_LOAD && program.p_memsz &&
		    program.p_paddr < lowest)
			lowest = program.p_paddr;
	}
	return lowest;
}

static void place(const u8 *payload, u64 start, u8 *memory)
{
	Elf64_Ehdr header;
	Elf64_Phdr program;
	int i;

	memcpy(&header, payload, sizeof(header));
	for (i = 0; i < header.e_phnum; i++) {
		memcpy(&program, payload + header.e_phoff + i * sizeof(program),
		       sizeof(program));
		if (program.p_type == PT_LOAD && program.p_filesz)
			memcpy(memory + (program.p_paddr - start),
			       payload + program.p_offset, program.p_filesz);
	}
}

const char *relocs_oracle_run(struct kx_bytes payload, u32 lists, u64 distance,
			      u8 *memory, u64 size)
{
	/* From the end: 32-bit ones, maybe inverse ones, 64-bit ones. */
	const u32 widths[] = { 4, lists == 3 ? 4 : 8, 8 };
	const u64 start = first_address(payload.data);
	const u8 *at = payload.data + payload.size;
	u32 list;

	place(payload.data, start, memory);
	for (list = 0; list < lists; list++) {
		for (;;) {
			int32_t word;
			u64 where;
			u64 value = 0;

			at -= 4;
			memcpy(&word, at, 4);
			if (!word)
				break;
			where = (u64)(int64_t)word - MAP - start;
			if (where > size || size - where < widths[list])
				return "relocation outside of kernel";
			memcpy(&value, memory + where, widths[list]);
			if (lists == 3 && list == 1)
				value -= distance;
			else
				value += distance;
			memcpy(memory + where, &value, widths[list]);
		}
	}
	return NULL;
}

void relocs_oracle_place(const u8 *payload, const struct kx_unpacked *unpacked,
			 u8 *memory)
{
	const struct kx_elf *elf = &unpacked->elf;
	u32 i;

	for (i = 0; i < elf->nr_loads; i++)
		if (elf->loads[i].size)
			memcpy(memory + (elf->loads[i].at.start -
					 elf->loads[0].at.start),
			       payload + elf->loads[i].offset,
			       elf->loads[i].size);
}
