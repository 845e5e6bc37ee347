// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A module must not be a way around lockdown: kexec_load(2) is EPERM there,
 * and kexec_file_load(2) too as long as nobody checks signatures. What is no
 * kernel at all stays ENOEXEC, since Linux looks at that first.
 */
#include "../guest.h"

#include <errno.h>
#include <fcntl.h>

#define LOCKDOWN "/sys/kernel/security/lockdown"

static void expect(const char *what, int got, int wanted)
{
	say("%s: %d", what, got);
	if (got != wanted)
		fail("%s: %d instead of %d", what, got, wanted);
}

void case_lockdown(void)
{
	int other = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	unsigned long flags = KEXEC_FILE_NO_INITRAMFS;
	struct load load;
	int kernel;

	load_from_words(&load);
	kernel = open(load.kernel, O_RDONLY | O_CLOEXEC);
	kexec_arrive();
	expect("a load before", call_kexec_file_load(kernel, -1, 0, "", flags),
	       0);
	expect("lockdown", write_text(LOCKDOWN, "integrity"), 0);
	expect("kexec_load", call_kexec_load(0, 0, NULL, 0), -EPERM);
	expect("kexec_file_load",
	       call_kexec_file_load(kernel, -1, 0, "", flags), -EPERM);
	expect("before the initrd is looked at",
	       call_kexec_file_load(kernel, -1, 0, "", 0), -EPERM);
	expect("kexec_file_load of no kernel",
	       call_kexec_file_load(other, -1, 0, "", flags), -ENOEXEC);
	expect("kexec_loaded", kexec_loaded(), 1);
	pass();
}
