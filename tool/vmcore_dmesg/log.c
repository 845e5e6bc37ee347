// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Selects the log's format. This file does not know about dump files. */
#include "tool/vmcore_dmesg/log.h"

#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/log_list.h"
#include "tool/vmcore_dmesg/log_ring.h"
#include "tool/vmcore_dmesg/vmcoreinfo.h"

int log_read(const struct log_memory *memory, log_sink *sink, void *data,
	     struct failure *failure)
{
	u64 symbol;

	if (!memory->info.size)
		return failure_set(
			failure, STATUS_NO_LOG,
			"Missing the log_buf symbol: the dump has no "
			"vmcoreinfo; dump /proc/vmcore, or let QEMU have "
			"-device vmcoreinfo");
	if (vmcoreinfo_number(memory->info, "SYMBOL(prb)", &symbol))
		return log_ring_read(memory, sink, data, failure);
	if (vmcoreinfo_number(memory->info, "SYMBOL(log_first_idx)", &symbol))
		return log_list_read(memory, sink, data, failure);
	return failure_set(
		failure, STATUS_NO_LOG,
		"Missing the log_buf symbol: vmcoreinfo names neither prb "
		"nor log_first_idx; only logs since Linux 3.5 can be read");
}
