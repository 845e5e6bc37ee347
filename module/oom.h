/* SPDX-License-Identifier: GPL-2.0-only */
/* A load that takes most of memory, and the OOM killer. */
#ifndef MODULE_OOM_H
#define MODULE_OOM_H

#include "module/kxm.h"

#include <linux/compiler.h>
#include <linux/types.h>

/* Register the OOM notifier. -errno, and a line in the log. */
int __must_check kxm_oom_open(void);
void kxm_oom_close(void);

/*
 * Before and after the allocations of a load. Under kxm_trylock() or at insmod,
 * so only one caller at a time. Sleeps.
 */
void kxm_oom_hold(void);
void kxm_oom_release(void);
/* Between the two: has memory run out? Then free what was allocated. */
static inline bool kxm_oom_must_stop(void)
{
	return READ_ONCE(kxm.oom.must_stop);
}

#endif
