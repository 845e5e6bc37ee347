/* SPDX-License-Identifier: GPL-2.0-only */
/* Images that return. */
#ifndef MODULE_SUSPEND_H
#define MODULE_SUSPEND_H

#include <linux/compiler.h>

struct kxm_image;

/*
 * suspend.c, which is not built for kernels that can't sleep: find out whether
 * images can return. 0, or -ENOMEM.
 */
int __must_check kxm_suspend_init(void);
/*
 * Put the machine to sleep, call @image, wake the machine. Return: 0, or with
 * everything as it was -errno of the step that failed, and a line in the log
 * that names it; -EIO if an exception ended the image. Sleeps.
 */
int __must_check kxm_suspend_and_call(struct kxm_image *image);

#endif
