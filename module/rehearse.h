/* SPDX-License-Identifier: GPL-2.0-only */
/* A rehearsal: a jump that returns. */
#ifndef MODULE_REHEARSE_H
#define MODULE_REHEARSE_H

#include <linux/compiler.h>

/*
 * Do all of a start but the jump, with scratch pages as destinations. -EPERM,
 * -EBUSY, -EINVAL without an image, -ENOMEM, -EINTR. If a page differs from the
 * plan: -EIO, and a line in the log.
 */
int __must_check kxm_rehearse(void);

#endif
