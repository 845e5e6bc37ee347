/* SPDX-License-Identifier: GPL-2.0-only */
/* EFI's random seed. */
#ifndef MODULE_SEED_H
#define MODULE_SEED_H

#include <linux/compiler.h>

/*
 * Renew EFI's random seed for the next kernel when a restart of ours begins.
 * -errno.
 */
int __must_check kxm_seed_open(void);
void kxm_seed_close(void);

#endif
