/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Synthetic dumps: a few pages of a crashed kernel's memory with a log, and
 * dump files of that memory. They are made in steps: a log, records, a file;
 * between the steps a test may change anything.
 */
#ifndef TEST_UNIT_TOOL_VMCORE_DMESG_MAKE_DUMP_H
#define TEST_UNIT_TOOL_VMCORE_DMESG_MAKE_DUMP_H

#include "tool/vmcore_dmesg/log.h"

#include <elf.h>

enum {
	MADE_PAGE = 4096,
	MADE_MEMORY = 5 * MADE_PAGE,
	MADE_FILE_MAX = 128 * 1024,
	MADE_DESCS = 8,
	MADE_TEXT = 512, /* size of the ring of texts and of a log_buf */
	MADE_DESC_SIZE = 24,
	MADE_INFO_SIZE = 88,
	MADE_LIST_HEAD = 16,
};

/* Offsets in the memory. */
enum made_place {
	MADE_SYMBOLS = 0x100,
	MADE_PRB = 0x200,
	MADE_DESC_ARRAY = 0x400,
	MADE_INFO_ARRAY = 0x600,
	MADE_TEXT_ARRAY = 0x1000,
	MADE_TABLES = 0x2000, /* three pages of page tables */
};

#define MADE_PA	    0x6000000ULL
#define MADE_VA	    0xffffffff81000000ULL /* the kernel's image */
#define MADE_DIRECT 0xffff888006000000ULL /* the same, in the direct map */

struct made {
	u8 memory[MADE_MEMORY];
	char info[8192]; /* vmcoreinfo */
	size_t info_size;
	u64 next_id; /* of the ring */
	u64 next_lpos;
	u64 next_index; /* of the list */
	u8 file[MADE_FILE_MAX];
	size_t size;
};

/* Starts with an empty log of Linux 7.3, or of 5.4. */
void made_ring(struct made *made);
void made_list(struct made *made);

/* Adds a record; members that this kind of log lacks are left out. */
void made_ring_add(struct made *made, const struct log_record *record);
void made_list_add(struct made *made, const struct log_record *record);

/* The descriptor in the ring for record @id. */
u8 *made_desc(struct made *made, u64 id);

/* Changes the value of a line of vmcoreinfo; NULL removes the line. */
void made_info(struct made *made, const char *name, const char *value);

/* Virtual addresses in an ELF core. */
enum made_va {
	MADE_VA_NONE, /* like QEMU without paging: all zero */
	MADE_VA_BOTH, /* image and direct map, like /proc/vmcore */
};

/* Makes an ELF core. @class: ELFCLASS32 has no virtual addresses. */
void made_elf(struct made *made, int class, enum made_va va);

/* Makes a file in makedumpfile's format, with an enum page_flag (unpack.h). */
void made_pages(struct made *made, u32 flag);

/* Flattens the file. */
void made_flat(struct made *made);

/* A few records of all kinds. */
#define MADE_RECORDS 4
extern const struct log_record made_records[MADE_RECORDS];

/* The memory without a file, as a struct log_memory. */
struct log_memory made_log_memory(struct made *made);

static inline struct kx_bytes made_string(const char *text)
{
	return kx_bytes(text, strlen(text));
}

#endif
