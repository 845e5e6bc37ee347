/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* makedumpfile's own format, "kdump-compressed": each page by itself. */
#ifndef TOOL_VMCORE_DMESG_PAGE_FILE_H
#define TOOL_VMCORE_DMESG_PAGE_FILE_H

#include "tool/vmcore_dmesg/dump.h"

extern const struct dump_format page_file_format;

#endif
