/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory and CPUs that come and go. */
#ifndef MODULE_HOTPLUG_H
#define MODULE_HOTPLUG_H

#include <linux/compiler.h>

/*
 * The loaded crash image's headers follow what memory there is, if
 * whoever loaded it wants that. -errno, and a line in the log.
 */
int __must_check kxm_hotplug_open(void);
void kxm_hotplug_close(void);
/* In a panic: complete what somebody was writing when he was stopped. */
void kxm_hotplug_finish(void);

#endif
