/* SPDX-License-Identifier: GPL-2.0-only */
/* What users see of the state. */
#ifndef MODULE_STATE_H
#define MODULE_STATE_H

#include <linux/compiler.h>

/* Sysfs files and sysctls. */
int __must_check kxm_state_show(void);
void kxm_state_hide(void);

#endif
