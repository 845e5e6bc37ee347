/* SPDX-License-Identifier: GPL-2.0-only */
/* What IMA decides. */
#ifndef MODULE_POLICY_H
#define MODULE_POLICY_H

#include <linux/compiler.h>
#include <linux/types.h>

/* policy.c: -ENOMEM. May turn kxm.sig_enforce on. Sleeps. */
int __must_check kxm_policy_init(void);
/* May kexec_load(2) load at all? -EACCES, and a line in the log. */
int __must_check kxm_policy_load_data(void);
/* Is IMA sure to have appraised a kernel file's signature? */
bool kxm_policy_appraises(void);

#endif
