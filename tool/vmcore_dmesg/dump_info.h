/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The vmcoreinfo of a dump. */
#ifndef TOOL_VMCORE_DMESG_DUMP_INFO_H
#define TOOL_VMCORE_DMESG_DUMP_INFO_H

#include "kx_port.h"

struct dump;
struct failure;

/**
 * dump_info_keep - copy the vmcoreinfo from the file
 * @at: offset in the file
 * @size: bytes; more than VMCOREINFO_MAX are refused
 *
 * Return: 0, STATUS_NOTES, STATUS_NOTES_READ or STATUS_MEMORY.
 */
KX_MUST_CHECK int dump_info_keep(struct dump *dump, u64 at, u64 size,
				 struct failure *failure);

#endif
