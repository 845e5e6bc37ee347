/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A small synthetic vmlinux: headers as in one of Linux 6.1, with the per-CPU
 * PT_LOAD at virtual address 0, and a banner.
 */
#ifndef TEST_UNIT_CORE_MAKE_VMLINUX_H
#define TEST_UNIT_CORE_MAKE_VMLINUX_H

#include "core/bytes.h"
#include "kx_port.h"

/* Offsets of fields in the file (elf.h). */
enum vmlinux_field {
	VM_CLASS = 4,	   /* 1 */
	VM_DATA = 5,	   /* 1 */
	VM_IDENT = 6,	   /* 1: EI_VERSION */
	VM_TYPE = 16,	   /* 2 */
	VM_MACHINE = 18,   /* 2 */
	VM_VERSION = 20,   /* 4 */
	VM_ENTRY = 24,	   /* 8 */
	VM_PHOFF = 32,	   /* 8 */
	VM_PHENTSIZE = 54, /* 2 */
	VM_PHNUM = 56,	   /* 2 */
	VM_PROGRAM = 64,   /* the first program header */
	/* In a program header. */
	VM_P_TYPE = 0,	 /* 4 */
	VM_P_OFFSET = 8, /* 8, and the others */
	VM_P_VADDR = 16,
	VM_P_PADDR = 24,
	VM_P_FILESZ = 32,
	VM_P_MEMSZ = 40,
};

#define VM_PROGRAMS	5 /* 4 PT_LOADs, PT_NOTE */
#define VM_PROGRAM_SIZE 56
#define VM_HEADERS	(VM_PROGRAM + VM_PROGRAMS * VM_PROGRAM_SIZE)
#define VM_MAP		0xffffffff80000000ULL
#define VM_START	0x1000000ULL /* physical, of the first PT_LOAD */
#define VM_DATA_START	0x1002000ULL
#define VM_PERCPU_START 0x1003000ULL
#define VM_LAST_START	0x1004000ULL
#define VM_END		0x1007000ULL /* bss included */
#define VM_FIRST_ENTRY	0x1004010ULL /* in the last PT_LOAD */
#define VM_BANNER	0x420	     /* offset of the version in the file */
#define VM_SIZE		0xa00

struct vmlinux {
	u8 data[VM_SIZE];
};

void vmlinux_make(struct vmlinux *vmlinux);

/* Write a little-endian number of @width bytes. */
void vmlinux_put(struct vmlinux *vmlinux, u64 offset, u32 width, u64 value);

/* The offset of a field of a program header. */
static inline u64 vmlinux_program(u32 number, enum vmlinux_field field)
{
	return VM_PROGRAM + (u64)number * VM_PROGRAM_SIZE + (u64)field;
}

/* The release in the banner: "6.1.0-test". */
void vmlinux_set_release(struct vmlinux *vmlinux, const char *release);

static inline struct kx_bytes vmlinux_bytes(const struct vmlinux *vmlinux)
{
	return kx_bytes(vmlinux->data, sizeof(vmlinux->data));
}

#endif
