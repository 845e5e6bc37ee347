/* SPDX-License-Identifier: GPL-2.0-only */
/* Sysfs files and sysctls. */
#ifndef MODULE_STATE_H
#define MODULE_STATE_H

#include <linux/compiler.h>

/* Create or remove them. -errno, and a line in the log. */
int __must_check kxm_state_show(void);
void kxm_state_hide(void);

#endif
