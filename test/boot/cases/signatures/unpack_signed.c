// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A signed kernel is unpacked by kexec.ko, with sig_enforce and under lockdown.
 * The verdict comes first: what is in a file that is refused is not looked at.
 * The unpacked kernel is started. Its compression is LZ4, without a checksum.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define GOOD	 "/signed"	       /* by a key that this kernel trusts */
#define OTHER	 "/boot/vmlinuz-cloud" /* by Debian */
#define DAMAGED	 "/damaged"	       /* after it was signed */
#define ENFORCE	 "/sys/module/kexec/parameters/sig_enforce"
#define LOCKDOWN "/sys/kernel/security/lockdown"

static const struct {
	const char *path;
	int error; /* once signatures are enforced */
	const char *before;
	const char *after; /* NULL: nothing about the kernel */
} rows[] = {
	{ GOOD, 0, "kernel: unpacked\n", "kernel: unpacked\n" },
	{ OTHER, -ENOKEY, "kernel: unpacked\n", NULL },
	{ DAMAGED, -EKEYREJECTED, "itself: its checksum is wrong\n", NULL },
};

static void try(const char *path, int error, const char *says)
{
	struct tool_result said = { .output = "" };
	int kernel = open(path, O_RDONLY | O_CLOEXEC);
	int log = log_open();

	log_says(log, "", "");
	must_return(path,
		    call_kexec_file_load(kernel, -1, 0, NULL,
					 KEXEC_FILE_NO_INITRAMFS |
						 KEXEC_FILE_DEBUG),
		    error);
	log_add(log, &said);
	if (says ? !strstr(said.output, says)
		 : !!strstr(said.output, "kernel:"))
		fail("%s: not \"%s\": %s", path, says ?: "nothing",
		     said.output);
	close(kernel);
	close(log);
}

void case_unpack_signed(void)
{
	struct tool_result result;
	struct load load;
	size_t i;

	kexec_arrive();
	wait_for_random();
	load_from_words(&load);
	damage_payload(GOOD, DAMAGED);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		try(rows[i].path, 0, rows[i].before);
	must_return("sig_enforce", write_text(ENFORCE, "1"), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		try(rows[i].path, rows[i].error, rows[i].after);
	must_return("lockdown", write_text(LOCKDOWN, "integrity"), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		try(rows[i].path, rows[i].error, rows[i].after);
	load.kernel = GOOD;
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	jump(&load);
}
