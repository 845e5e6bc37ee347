// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The firmware reports Secure Boot, on a kernel with IMA and without kexec:
 * kexec_load(2) is forbidden. With rules=1 the kernel also has IMA's rules for
 * Secure Boot. Then signatures are enforced from the beginning, and one rule,
 * which kernels with CONFIG_KEXEC_SIG do not have, requires a signature in an
 * attribute that no file here has.
 */
#include "test/boot/guest.h"

#include <errno.h>

#define ENFORCE "/sys/module/kexec/parameters/sig_enforce"
#define KERNEL	"/boot/vmlinuz-cloud"

static bool has_rules(void)
{
	return word_number("rules", 0);
}

static void check_enforced(void)
{
	char text[8];

	read_text(ENFORCE, text, sizeof(text));
	if (!same_text(text, has_rules() ? "Y" : "N"))
		fail("sig_enforce reads %s", text);
	if (has_rules())
		must_return("enforce no more", write_text(ENFORCE, "0"), EROFS);
}

static void check_calls(const char *way)
{
	say("%s", way);
	must_return("kexec_load", call_kexec_load(0, 0, NULL, 0), -EACCES);
	must_return("kexec_file_load", load_kernel_file(KERNEL),
		    has_rules() ? -EACCES : 0);
}

void case_secure_boot(void)
{
	int log = log_open();

	report_facts("first_");
	must_return("insmod", insert_module("/kexec.ko"), 0);
	if (log_says(log, "kexec: ", "Secure Boot is on") != has_rules())
		fail("the log is wrong about signatures");
	check_enforced();
	check_calls("system calls");
	/* With rules IMA itself refuses, and logs it. */
	if (!has_rules() &&
	    !log_says(log, "kexec: kexec_load: ", "Secure Boot"))
		fail("the log does not say why kexec_load failed");
	use_device();
	check_calls("device");
	pass();
}
