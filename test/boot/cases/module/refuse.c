// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kexec.ko, built for this kernel, refuses to load on one that has kexec, or on
 * a host with protected KVM: it logs one line, and there is as much kexec as
 * before.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define REFUSAL "kexec: not loaded: "

/* Lines of the kernel log that begin as kexec.ko's refusal, and the last. */
static int log_lines(char *last, size_t size)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char record[1024];
	int count = 0;
	ssize_t got;

	/* A record is "facts;text", and a read gets one. */
	while ((got = read(fd, record, sizeof(record) - 1)) > 0) {
		char *text;

		record[got] = '\0';
		text = strchr(record, ';');
		if (!text || !starts_with(text + 1, REFUSAL))
			continue;
		snprintf(last, size, "%.*s", (int)strcspn(text + 1, "\n"),
			 text + 1);
		count++;
	}
	if (fd >= 0)
		close(fd);
	return count;
}

void case_refuse(void)
{
	bool has_kexec = !kexec_is_module();
	const char *why = has_kexec ? "this kernel has kexec of its own"
				    : "hosts with protected KVM";
	char last[256] = "";
	int err = insert_module(has_kexec ? "/kexec-refused.ko" : "/kexec.ko");

	if (err != -EOPNOTSUPP)
		fail("insmod of kexec.ko: %d instead of %d", err, -EOPNOTSUPP);
	if (log_lines(last, sizeof(last)) != 1 || !strstr(last, why))
		fail("kexec.ko said: %s", last);
	say("%s", last);
	if (has_kexec && kexec_loaded())
		fail("the kernel's own kexec is not what it was");
	err = call_kexec_load(0, 0, NULL, 0);
	if (err != (has_kexec ? 0 : -ENOSYS))
		fail("kexec_load: %d", err);
	report_facts("first_");
	pass();
}
