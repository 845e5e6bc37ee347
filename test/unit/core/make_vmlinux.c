// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The headers are a table; what is loaded is noise with a banner in it. */
#include "test/unit/core/make_vmlinux.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#define BANNER "Linux version "
#define AFTER  " (builder@host) (gcc) #1 SMP\n"

static const Elf64_Phdr programs[VM_PROGRAMS] = {
	{ PT_LOAD, PF_R | PF_X, 0x400, VM_MAP + VM_START, VM_START, 0x300,
	  0x300, 0x200000 },
	{ PT_LOAD, PF_R | PF_W, 0x700, VM_MAP + VM_DATA_START, VM_DATA_START,
	  0x100, 0x100, 0x200000 },
	{ PT_LOAD, PF_R | PF_W, 0x800, 0, VM_PERCPU_START, 0x80, 0x80,
	  0x200000 },
	{ PT_LOAD, PF_R | PF_W | PF_X, 0x880, VM_MAP + VM_LAST_START,
	  VM_LAST_START, 0x180, VM_END - VM_LAST_START, 0x200000 },
	{ PT_NOTE, 0, 0x600, VM_MAP + VM_START + 0x200, VM_START + 0x200, 0x54,
	  0x54, 4 },
};

void vmlinux_put(struct vmlinux *vmlinux, u64 offset, u32 width, u64 value)
{
	u32 i;

	for (i = 0; i < width; i++)
		vmlinux->data[offset + i] = (u8)(value >> (8 * i));
}

void vmlinux_set_release(struct vmlinux *vmlinux, const char *release)
{
	char text[128];
	int size = snprintf(text, sizeof(text), BANNER "%s" AFTER, release);

	memset(vmlinux->data + VM_BANNER - strlen(BANNER), 0, sizeof(text));
	memcpy(vmlinux->data + VM_BANNER - strlen(BANNER), text, (size_t)size);
}

void vmlinux_make(struct vmlinux *vmlinux)
{
	const Elf64_Ehdr header = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_entry = VM_FIRST_ENTRY,
		.e_phoff = VM_PROGRAM,
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = VM_PROGRAMS,
	};
	size_t i;

	for (i = 0; i < sizeof(vmlinux->data); i++)
		vmlinux->data[i] = (u8)(i * 7 + i / 256);
	memcpy(vmlinux->data, &header, sizeof(header));
	memcpy(vmlinux->data + VM_PROGRAM, programs, sizeof(programs));
	vmlinux_set_release(vmlinux, "6.1.0-test");
}
