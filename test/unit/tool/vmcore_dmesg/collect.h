/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Logs as text, for comparisons. */
#ifndef TEST_UNIT_TOOL_VMCORE_DMESG_COLLECT_H
#define TEST_UNIT_TOOL_VMCORE_DMESG_COLLECT_H

#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/log.h"
#include "tool/vmcore_dmesg/print.h"

struct collected {
	char text[16384];
	size_t size;
	u32 count;
	int status;
	struct failure failure;
};

static inline int collect_record(void *data, const struct log_record *record,
				 struct failure *failure)
{
	struct collected *to = data;
	FILE *file =
		fmemopen(to->text + to->size, sizeof(to->text) - to->size, "w");

	(void)failure;
	print_json(file, record);
	to->size += (size_t)ftell(file);
	fclose(file);
	to->count++;
	return 0;
}

static inline void collect(const struct log_memory *memory,
			   struct collected *to)
{
	*to = (struct collected){ .size = 0 };
	to->status = log_read(memory, collect_record, to, &to->failure);
}

/* The expected result of collect(). */
static inline void collect_expected(const struct log_record *records, u32 count,
				    struct collected *to)
{
	u32 i;

	*to = (struct collected){ .size = 0 };
	for (i = 0; i < count; i++)
		collect_record(to, &records[i], NULL);
}

#endif
