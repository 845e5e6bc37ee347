// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * KEXEC_FILE_DEBUG: the kernel log describes the segments made from the files;
 * without the flag it does not.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* How many new records of the kernel log have @text in them. */
static int count_records(int log, const char *text)
{
	char record[8192];
	ssize_t size;
	int count = 0;

	while ((size = read(log, record, sizeof(record) - 1)) > 0) {
		record[size] = '\0';
		count += strstr(record, text) != NULL;
	}
	if (size < 0 && errno != EAGAIN)
		fail("/dev/kmsg: %s", strerror(errno));
	return count;
}

static void expect_records(int log, int kernel, unsigned long flags, int count)
{
	int err = call_kexec_file_load(kernel, -1, 0, NULL,
				       flags | KEXEC_FILE_NO_INITRAMFS);
	int got;

	if (err)
		fail("kexec_file_load: %s", strerror(-err));
	got = count_records(log, "kexec: segment ");
	if (got != count)
		fail("flags %#lx: %d segments in the log", flags, got);
}

void case_file_debug(void)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct load load;
	int kernel;

	kexec_arrive();
	load_from_words(&load);
	kernel = open(load.kernel, O_RDONLY | O_CLOEXEC);
	count_records(log, "");
	expect_records(log, kernel, 0, 0);
	/* The four pieces of the unpacked kernel, and its parameters. */
	expect_records(log, kernel, KEXEC_FILE_DEBUG, 5);
	pass();
}
