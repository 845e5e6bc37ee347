// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rules of IMA and Secure Boot for kexec. CONFIG_KEXEC_SIG compiles three
 * rules into a kernel. This file applies them in kernels without that option:
 *
 * - With Secure Boot, kexec_load(2) is EACCES: it has no file whose signature
 *   could be verified (ima_load_data(), security/integrity/ima/ima_main.c).
 * - With Secure Boot and IMA's policy for it (CONFIG_IMA_ARCH_POLICY),
 *   signatures are enforced (arch_get_ima_policy(),
 *   security/integrity/ima/ima_efi.c).
 * - Under lockdown, a kernel file without a signature of its own is loaded only
 *   if IMA is sure to appraise one (kimage_validate_signature(),
 *   kernel/kexec_file.c).
 *
 * Not built for kernels without IMA, which have none of the three rules.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/policy.h"

#include "module/kxm.h"
#include "module/symbol.h"

#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/kernel_read_file.h>

enum helper {
	GET_SECUREBOOT,
	APPRAISE_SIGNATURE,
	HELPERS,
};

/* Kernels without them have an inline function that returns false. */
static bool can_tell_secure_boot(void)
{
	return IS_ENABLED(CONFIG_IMA_SECURE_AND_OR_TRUSTED_BOOT) ||
	       IS_ENABLED(CONFIG_HAVE_ARCH_GET_SECUREBOOT);
}

static bool can_be_sure_of_appraisal(void)
{
	return IS_ENABLED(CONFIG_IMA_APPRAISE) &&
	       IS_ENABLED(CONFIG_INTEGRITY_TRUSTED_KEYRING);
}

/* Newer kernels, such as 6.12.117, have the second name. */
static const struct kxm_helper helper_names[] = {
	[GET_SECUREBOOT] = {
		"arch_ima_get_secureboot", "arch_get_secureboot",
		"Secure Boot forbids and enforces nothing by itself",
		can_tell_secure_boot,
	},
	[APPRAISE_SIGNATURE] = {
		"ima_appraise_signature", NULL,
		"under lockdown a signature for IMA does not count",
		can_be_sure_of_appraisal,
	},
};

static_assert(ARRAY_SIZE(helper_names) == HELPERS, "one row a helper");

/* For kxm_call(); 0: false. */
static unsigned long helpers[HELPERS] __ro_after_init;

/* Both return a bool; the upper bits of the register are undefined. */
static bool ask(enum helper helper, unsigned long argument)
{
	return helpers[helper] && (u8)kxm_call(helpers[helper], argument, 0);
}

int kxm_policy_init(void)
{
	int err = kxm_find_helpers(helper_names, HELPERS, helpers);

	if (err == -ENOMEM)
		return err;
	if (IS_ENABLED(CONFIG_IMA_ARCH_POLICY) && ask(GET_SECUREBOOT, 0)) {
		pr_info("Secure Boot is on: kernels need a valid signature\n");
		WRITE_ONCE(kxm.sig_enforce, true);
	}
	return 0;
}

int kxm_policy_load_data(void)
{
	if (!ask(GET_SECUREBOOT, 0))
		return 0;
	pr_notice("kexec_load: Secure Boot wants a signed file\n");
	return -EACCES;
}

bool kxm_policy_appraises(void)
{
	return ask(APPRAISE_SIGNATURE, READING_KEXEC_IMAGE);
}
