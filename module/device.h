/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/kexec. */
#ifndef MODULE_DEVICE_H
#define MODULE_DEVICE_H

#include <linux/compiler.h>

int __must_check kxm_device_show(void);
void kxm_device_hide(void);

#endif
