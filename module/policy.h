/* SPDX-License-Identifier: GPL-2.0-only */
/* The rules of IMA and Secure Boot. */
#ifndef MODULE_POLICY_H
#define MODULE_POLICY_H

#include <linux/compiler.h>
#include <linux/types.h>

/* policy.c: find the helpers. -ENOMEM. May set kxm.sig_enforce. Sleeps. */
int __must_check kxm_policy_init(void);
/* Is kexec_load(2) allowed at all? -EACCES, and a line in the log. */
int __must_check kxm_policy_load_data(void);
/* Is IMA sure to appraise the signature of a kernel file? */
bool kxm_policy_appraises(void);

#endif
