/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A dump: the memory of a machine that died, whatever file it is in. */
#ifndef TOOL_VMCORE_DMESG_DUMP_H
#define TOOL_VMCORE_DMESG_DUMP_H

#include "load_map.h"
#include "source.h"

struct failure;
struct page_file;
struct dump;

struct dump_format {
	bool (*probe)(struct kx_bytes beginning);
	/* fills what is below @format in struct dump */
	int (*open)(struct dump *dump, struct failure *failure);
	void (*close)(struct dump *dump);
	/* any range: the parts that lie in different pages are its business */
	int (*read_physical)(struct dump *dump, u64 pa, void *to, u64 size,
			     struct failure *failure);
};

struct dump {
	const struct source *source;
	struct source flat; /* what @source is, if the file was flattened */
	const struct dump_format *format;

	/* by the format */
	bool is_x86_64;
	u32 long_size;	      /* bytes in an unsigned long: 4 or 8 */
	struct kx_bytes info; /* vmcoreinfo, in info_buffer */
	u8 *info_buffer;      /* freed by dump_close() */
	bool has_phys_base;   /* else it may be in @info */
	u64 phys_base;
	struct load_map by_pa; /* of a core file */
	struct load_map by_va;
	u32 nr_notes;		 /* that were looked at */
	struct page_file *pages; /* of a page file */
};

/**
 * dump_open - find out what a file is, and read what describes it
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
 * dump_read_physical - bytes at a physical address
 * @pa: address in bytes
 * @to: gets @size bytes; some of them may change on failure
 *
 * Return: 0, STATUS_ADDRESS where the dump has nothing, STATUS_DATA where it
 * is damaged, STATUS_MEMORY.
 */
KX_MUST_CHECK int dump_read_physical(struct dump *dump, u64 pa, void *to,
				     u64 size, struct failure *failure);

#endif
