/* SPDX-License-Identifier: GPL-2.0-only */
/* Images that return. */
#ifndef MODULE_SUSPEND_H
#define MODULE_SUSPEND_H

#include <linux/compiler.h>

struct kxm_image;

/*
 * suspend.c, which is not built for kernels without sleep: find out whether
 * images can return. 0 or -ENOMEM.
 */
int __must_check kxm_suspend_init(void);
/*
 * Suspend the system, call @image, resume the system. Return: 0; -errno of the
 * step that failed, with all undone and a line in the log that names it; -EIO
 * if an exception ended the image. Sleeps.
 */
int __must_check kxm_suspend_and_call(struct kxm_image *image);

#endif
