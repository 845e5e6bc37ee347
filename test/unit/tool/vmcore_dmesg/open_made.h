/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Opens and reads a made file as main() does. */
#ifndef TEST_UNIT_TOOL_VMCORE_DMESG_OPEN_MADE_H
#define TEST_UNIT_TOOL_VMCORE_DMESG_OPEN_MADE_H

#include "test/unit/tool/vmcore_dmesg/collect.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"
#include "tool/vmcore_dmesg/address.h"
#include "tool/vmcore_dmesg/dump.h"

static inline int read_dump(void *data, u64 va, void *to, u64 size,
			    struct failure *failure)
{
	return address_read(data, va, to, size, failure);
}

/* Errors are in @to->status and @to->failure. */
static inline void collect_file(struct kx_bytes file, struct collected *to)
{
	struct source source = source_of_bytes(file);
	struct log_memory memory = { .read = read_dump };
	struct dump dump;

	*to = (struct collected){ .size = 0 };
	to->status = dump_open(&source, &dump, &to->failure);
	if (to->status)
		return;
	memory.data = &dump;
	memory.info = dump.info;
	memory.long_size = dump.long_size;
	collect(&memory, to);
	dump_close(&dump);
}

static inline void collect_made(const struct made *made, struct collected *to)
{
	collect_file(kx_bytes(made->file, made->size), to);
}

/* A log with made_records in it; no file yet. */
static inline void made_full_ring(struct made *made)
{
	u32 i;

	made_ring(made);
	for (i = 0; i < MADE_RECORDS; i++)
		made_ring_add(made, &made_records[i]);
}

#endif
