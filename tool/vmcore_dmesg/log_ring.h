/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The log as a ring of descriptors, of Linux 5.10 and newer. */
#ifndef TOOL_VMCORE_DMESG_LOG_RING_H
#define TOOL_VMCORE_DMESG_LOG_RING_H

#include "tool/vmcore_dmesg/log.h"

/** log_ring_read - log_read() for this format */
KX_MUST_CHECK int log_ring_read(const struct log_memory *memory, log_sink *sink,
				void *data, struct failure *failure);

#endif
