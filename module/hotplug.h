/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory and CPU hotplug. */
#ifndef MODULE_HOTPLUG_H
#define MODULE_HOTPLUG_H

#include <linux/compiler.h>

/*
 * Keep the headers of the loaded crash image up to date with the memory, if its
 * loader asked for that. -errno, and a line in the log.
 */
int __must_check kxm_hotplug_open(void);
void kxm_hotplug_close(void);
/* In a panic: complete a rewrite that was interrupted. */
void kxm_hotplug_finish(void);

#endif
