// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The vmcoreinfo of a dump, which is at a different place in each format. */
#include "tool/vmcore_dmesg/dump_info.h"

#include <stdlib.h>

#include "tool/vmcore_dmesg/dump.h"
#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/vmcoreinfo.h"

int dump_info_keep(struct dump *dump, u64 at, u64 size, struct failure *failure)
{
	u8 *buffer;
	int err;

	if (size > VMCOREINFO_MAX)
		return failure_set(
			failure, STATUS_NOTES,
			"vmcoreinfo of %llu bytes, more than %d; the dump "
			"is damaged",
			(unsigned long long)size, VMCOREINFO_MAX);
	if (!size)
		return 0;
	buffer = malloc(size);
	if (!buffer)
		return failure_set(failure, STATUS_MEMORY, "out of memory");
	err = source_read(dump->source, at, buffer, size);
	if (err) {
		free(buffer);
		return failure_set(
			failure, STATUS_NOTES_READ,
			"vmcoreinfo at %#llx: %s; copy the dump again",
			(unsigned long long)at, source_trouble(err));
	}
	free(dump->info_buffer);
	dump->info_buffer = buffer;
	dump->info = kx_bytes(buffer, size);
	return 0;
}
