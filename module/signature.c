// SPDX-License-Identifier: GPL-2.0-only
/*
 * The consequences of a kernel file's signature, as in a kernel with
 * CONFIG_KEXEC_SIG (kimage_validate_signature() in Linux kernel/kexec_file.c).
 * verify.c verifies the signature. A kernel that can't verify has no verify.o;
 * no signature is valid there.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/signature.h"

#include "core/bytes.h"
#include "module/kxm.h"
#include "module/policy.h"

#include <linux/errno.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/security.h>

/* Once set it can't be cleared, not even by rmmod. */
static int set_enforce(const char *value, const struct kernel_param *param)
{
	int err = param_set_bool_enable_only(value, param);

	if (!err && READ_ONCE(kxm.sig_enforce))
		kxm_stay();
	return err;
}

static const struct kernel_param_ops enforce_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = set_enforce,
	.get = param_get_bool,
};

module_param_cb(sig_enforce, &enforce_ops, &kxm.sig_enforce, 0644);
__MODULE_PARM_TYPE(sig_enforce, "bool");
MODULE_PARM_DESC(sig_enforce, "only start kernels with a valid signature");

int kxm_vet_signature(void *kernel, size_t *size)
{
	int err = -EKEYREJECTED;

	if (IS_ENABLED(CONFIG_SYSTEM_DATA_VERIFICATION))
		err = kxm_verify(kernel, size);
	if (!err)
		return 0;
	if (READ_ONCE(kxm.sig_enforce)) {
		pr_notice("kexec_file_load: no valid signature (%d)\n", err);
		return err;
	}
	if (!(IS_ENABLED(CONFIG_IMA) && kxm_policy_appraises()) &&
	    security_locked_down(LOCKDOWN_KEXEC))
		return -EPERM;
	pr_info("kexec_file_load: no valid signature (%d), none is needed\n",
		err);
	return 0;
}
