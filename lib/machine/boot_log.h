/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the running kernel has logged of its start. */
#ifndef LIB_MACHINE_BOOT_LOG_H
#define LIB_MACHINE_BOOT_LOG_H

#include "lib/errors/context.h"

struct kxl_boot_log {
	u64 init_us; /* when it ran PID 1; 0: not known */
	u64 tsc_khz; /* of the counter that timelines have; 0: not known */
};

/**
 * kxl_boot_log_read - search /dev/kmsg below the context's root
 * @log: filled with what was found; the log may have been overwritten
 *
 * Only lines of the kernel itself count: programs can write to the log.
 */
void kxl_boot_log_read(struct kexec_ctx *ctx, struct kxl_boot_log *log);

#endif
