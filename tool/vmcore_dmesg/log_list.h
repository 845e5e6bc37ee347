/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The log as a list of records, before Linux 5.10. */
#ifndef TOOL_VMCORE_DMESG_LOG_LIST_H
#define TOOL_VMCORE_DMESG_LOG_LIST_H

#include "tool/vmcore_dmesg/log.h"

/** log_list_read - log_read() for this format */
KX_MUST_CHECK int log_list_read(const struct log_memory *memory, log_sink *sink,
				void *data, struct failure *failure);

#endif
