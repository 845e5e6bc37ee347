/* SPDX-License-Identifier: GPL-2.0-only */
/* A jump that comes back. */
#ifndef MODULE_REHEARSE_H
#define MODULE_REHEARSE_H

#include <linux/compiler.h>

/*
 * Everything but the jump, with scratch pages as destinations.
 * -EPERM, -EBUSY, -EINVAL without an image, -ENOMEM, -EINTR; -EIO and a line
 * in the log if something is not as planned.
 */
int __must_check kxm_rehearse(void);

#endif
