/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory where the running kernel will take no pages in the near future. */
#ifndef LIB_MACHINE_QUIET_H
#define LIB_MACHINE_QUIET_H

#include "core/plan.h"

/**
 * kxl_quiet_find - find where a large segment costs kexec_load(2) least
 * @fd: /proc/kpageflags (kxl_pages_open()); negative: nothing is known
 * @size: of the segment, in bytes
 * @facts: @facts->quiet and @facts->nr_quiet are filled, with no range for a
 *	   segment of less than 4 MiB; its map says where memory ends, and what
 *	   is due is not quiet
 *
 * Reads the flags of one page in each MiB from 16 MiB to 4 GiB: Linux keeps
 * free memory in blocks of up to 4 MiB.
 */
void kxl_quiet_find(int fd, u64 size, struct kx_machine *facts);

#endif
