/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A dump: the memory of a crashed machine, in any file format. */
#ifndef TOOL_VMCORE_DMESG_DUMP_H
#define TOOL_VMCORE_DMESG_DUMP_H

#include "tool/vmcore_dmesg/load_map.h"
#include "tool/vmcore_dmesg/source.h"

struct failure;
struct page_file;
struct dump;

/* Whose kernel's addresses can be found without program headers. */
enum dump_machine {
	DUMP_OF_OTHER,
	DUMP_OF_X86_64,
	DUMP_OF_ARM64,
};

struct dump_format {
	bool (*probe)(struct kx_bytes beginning);
	/* fills the members after @format in struct dump */
	int (*open)(struct dump *dump, struct failure *failure);
	void (*close)(struct dump *dump);
	/* any range, also across pages */
	int (*read_physical)(struct dump *dump, u64 pa, void *to, u64 size,
			     struct failure *failure);
};

struct dump {
	const struct source *source;
	struct source flat; /* used as @source if the file is flattened */
	const struct dump_format *format;

	/* set by the format */
	enum dump_machine machine;
	u32 long_size;	      /* bytes in an unsigned long: 4 or 8 */
	struct kx_bytes info; /* vmcoreinfo, in info_buffer */
	u8 *info_buffer;      /* freed by dump_close() */
	bool has_phys_base;   /* otherwise it may be in @info */
	u64 phys_base;
	struct load_map by_pa; /* of a core file */
	struct load_map by_va;
	u32 nr_notes;		 /* number of notes that were read */
	struct page_file *pages; /* of a page file */
};

/**
 * dump_open - detect a file's format, and read its headers
 * @file: borrowed until dump_close()
 * @dump: filled on success; end with dump_close()
 *
 * Return: 0 or an enum status: READ, NO_DUMP, VERSION, CLASS, ORDER, HEADER,
 * ENTRY_SIZE, MEMORY, TABLE, NOTES, NOTES_READ.
 */
KX_MUST_CHECK int dump_open(const struct source *file, struct dump *dump,
			    struct failure *failure);

void dump_close(struct dump *dump);

/**
 * dump_read_physical - read bytes at a physical address
 * @pa: address in bytes
 * @to: gets @size bytes; some of them may change on failure
 *
 * Return: 0, STATUS_ADDRESS if the dump does not contain them, STATUS_DATA if
 * it is damaged there, or STATUS_MEMORY.
 */
KX_MUST_CHECK int dump_read_physical(struct dump *dump, u64 pa, void *to,
				     u64 size, struct failure *failure);

#endif
