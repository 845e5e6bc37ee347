// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A rule of IMA's asks for its signature, and then comes lockdown. A kernel
 * that IMA has appraised is loaded, whatever its own signature is worth, and
 * started.
 */
#include "../guest.h"

#include <errno.h>
#include <fcntl.h>
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

static void expect(const char *what, int got, int want)
{
	if (got != want)
		fail("%s: %d instead of %d", what, got, want);
}

static int load_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err = call_kexec_file_load(fd, -1, 0, "", KEXEC_FILE_NO_INITRAMFS);

	close(fd);
	return err;
}

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
	expect("not signed, no rule", load_file(NOT_SIGNED), 0);
	expect("IMA's rule", write_text(POLICY, RULE), 0);
	expect("not signed", load_file(NOT_SIGNED), -EACCES);
	expect("kexec_load", call_kexec_load(0, 0, NULL, 0), -EACCES);
	expect("lockdown", write_text(LOCKDOWN, "integrity"), 0);
	expect("not signed, locked down", load_file(NOT_SIGNED), -EACCES);
	expect("signed, locked down", load_file(SIGNED), 0);
	load_from_words(&load);
	load.kernel = SIGNED;
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	jump(&load);
}
