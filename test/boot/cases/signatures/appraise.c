// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An IMA rule requires a signature, and then the kernel is locked down. A
 * kernel that IMA has appraised is loaded, whatever the state of its own
 * signature, and started.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define LOCKDOWN   "/sys/kernel/security/lockdown"
#define POLICY	   "/sys/kernel/security/ima/policy"
#define RULE	   "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig\n"
#define KERNEL	   "/boot/vmlinuz-cloud" /* its own signature is Debian's */
#define SIGNATURE  "/kernel.ima"	 /* IMA's, by a key that it trusts */
#define SIGNED	   "/ima/signed"
#define NOT_SIGNED "/ima/not-signed"

/* Two copies, where files can have attributes; one has IMA's signature. */
static void make_files(void)
{
	struct bytes signature = map_file(SIGNATURE);
	struct bytes kernel = map_file(KERNEL);

	mkdir("/ima", 0755);
	if (mount("none", "/ima", "tmpfs", 0, NULL))
		fail("no tmpfs");
	write_file(SIGNED, kernel);
	write_file(NOT_SIGNED, kernel);
	if (setxattr(SIGNED, "security.ima", signature.data, signature.size, 0))
		fail("setxattr: error %d", errno);
}

void case_appraise(void)
{
	struct tool_result result;
	struct load load;

	kexec_arrive();
	make_files();
	must_return("not signed, no rule", load_kernel_file(NOT_SIGNED), 0);
	must_return("IMA's rule", write_text(POLICY, RULE), 0);
	must_return("not signed", load_kernel_file(NOT_SIGNED), -EACCES);
	must_return("kexec_load", call_kexec_load(0, 0, NULL, 0), -EACCES);
	must_return("lockdown", write_text(LOCKDOWN, "integrity"), 0);
	must_return("not signed, locked down", load_kernel_file(NOT_SIGNED),
		    -EACCES);
	must_return("signed, locked down", load_kernel_file(SIGNED), 0);
	load_from_words(&load);
	load.kernel = SIGNED;
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	jump(&load);
}
