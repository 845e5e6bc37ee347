// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An image that returns cannot be started if something cannot be suspended:
 * reboot(2) fails with Linux's errno, the log names the step (and Linux's own
 * line the device), and the machine continues. Once nothing fails any more, the
 * same image runs.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/klog.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/boot/cases/returns/returns.h"

#define PARAMETERS	 "/sys/module/sleepless/parameters/"
#define FREEZE_TIMEOUT	 "/sys/power/pm_freeze_timeout"
#define ACTION_READ_ALL	 3
#define ACTION_CLEAR_LOG 5
#define ADDRESS		 0x4000000UL
#define PAGE		 4096UL

struct refusal {
	const char *name;
	const char *at;	  /* sleepless.ko's parameter */
	const char *step; /* its name in kexec.ko's log */
	const char *said; /* other text in the log */
	int err;
	long cpus; /* on a machine with at least so many */
};

/* clang-format off */
static const struct refusal refusals[] = {
	{ "a process", "process", "processes", "refusing to freeze", -EBUSY },
	{ "a device", "device", "devices", "sleepless", -EXFULL },
	{ "a device, late", "late", "devices, late", "sleepless", -EXFULL },
	{ "a CPU", "cpu", "CPUs", "", -EXFULL, 2 },
	/* The next step that checks reports it; with one CPU, the last step. */
	{ "a wakeup", "wakeup", "", "", -EBUSY },
};
/* clang-format on */

static long resumed(void)
{
	char text[16];

	read_text(PARAMETERS "resumed", text, sizeof(text));
	return atol(text);
}

/* A child that cannot be frozen for some seconds. */
static pid_t start_stubborn(void)
{
	pid_t child = fork();

	if (!child) {
		write_text("/sys/kernel/debug/sleepless", "x");
		_exit(0);
	}
	usleep(300000);
	return child;
}

static void check_log(const struct refusal *refusal)
{
	static char log[1 << 18];
	char line[96];
	int size = klogctl(ACTION_READ_ALL, log, sizeof(log) - 1);

	if (size < 0)
		fail("klogctl: %s", strerror(errno));
	log[size] = '\0';
	snprintf(line, sizeof(line),
		 "not started: %s%swould not sleep: error %d", refusal->step,
		 *refusal->step ? " " : "", refusal->err);
	if (*refusal->step && !strstr(log, line))
		fail("%s: not in the log: %s", refusal->name, line);
	if (!strstr(log, "would not sleep") || !strstr(log, refusal->said))
		fail("%s: not in the log: %s", refusal->name, refusal->said);
}

static void try(const struct refusal *refusal, long cpus)
{
	bool is_process = same_text(refusal->at, "process");
	long woken = resumed();
	pid_t child = 0;
	int err;

	klogctl(ACTION_CLEAR_LOG, NULL, 0);
	if (write_text(PARAMETERS "at", refusal->at))
		fail("can't write %sat", PARAMETERS);
	if (is_process)
		child = start_stubborn();
	err = call_reboot_kexec();
	if (err != refusal->err)
		fail("%s: reboot says %d instead of %d", refusal->name, err,
		     refusal->err);
	check_log(refusal);
	/* Everything that was suspended has resumed. */
	if (resumed() !=
	    woken + !(is_process || same_text(refusal->at, "device")))
		fail("%s: the device has woken %ld times", refusal->name,
		     resumed() - woken);
	if (child)
		waitpid(child, NULL, 0);
	if (sysconf(_SC_NPROCESSORS_ONLN) != cpus)
		fail("%s: CPUs are missing", refusal->name);
	write_text(PARAMETERS "at", "nothing");
	err = call_reboot_kexec();
	if (err)
		fail("after %s: reboot says %d", refusal->name, err);
	verdict("refused", "%s", refusal->name);
}

void case_returns_refused(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	const struct segment segment = {
		.buf = returns_nothing,
		.bufsz = (size_t)(returns_nothing_end - returns_nothing),
		.mem = ADDRESS,
		.memsz = PAGE,
	};
	int err;

	kexec_arrive();
	err = insert_module("/sleepless.ko");
	if (err)
		fail("insmod sleepless.ko: %s", strerror(-err));
	if (write_text(FREEZE_TIMEOUT, "1000"))
		fail("no %s", FREEZE_TIMEOUT);
	err = call_kexec_load(ADDRESS, 1, &segment, KEXEC_PRESERVE_CONTEXT);
	if (err)
		fail("kexec_load: %d", err);
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		if (refusals[i].cpus <= cpus)
			try(&refusals[i], cpus);
	}
	pass();
}
