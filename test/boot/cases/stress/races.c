// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Concurrent calls: up to eight callers, while another process removes the
 * module, kills them, unplugs CPUs, uses up memory, traces the same functions,
 * or removes what is being read. Each result must be one that the call may give
 * in that phase. At the end a jump shows that everything works.
 */
#include "test/boot/cases/stress/races.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALLERS	    8
#define ALLOWED_MAX 8
#define HELD_US	    1000
#define NOISE_KIB   (24 * 1024)

/* Requirements of a phase; bits. */
enum needs {
	NEEDS_NOTHING = 0,
	NEEDS_PATCHING = 1, /* code that is patched while other CPUs run it */
	NEEDS_REGION = 2,   /* memory for a crash kernel */
};

struct phase {
	const char *name;
	unsigned int needs;
	int (*callers[CALLERS])(void);
	void (*disturb)(long until);
	int allowed[ALLOWED_MAX];
	unsigned int pause_ms; /* at most, between two calls of a caller */
};

/* clang-format off */
#define EVERYBODY \
	{ race_load, race_load_32, race_file_load, race_unload, \
	  race_sysfs, race_sysctl, race_device_load, race_wrong_reboot }

#define CRASH_CALLERS \
	{ race_crash_load, race_crash_file_load, race_crash_unload, \
	  race_crash_size, race_load, race_file_load, race_file_unload, \
	  race_sysfs }

static const struct phase phases[] = {
	{ "crowd", NEEDS_NOTHING, EVERYBODY, disturb_nothing, { EBUSY } },
	{ "crowd_and_rmmod", NEEDS_PATCHING, EVERYBODY, disturb_module,
	  { EBUSY, ENOSYS, ENOENT, ENODEV, ENXIO }, .pause_ms = 60 },
	{ "signals", NEEDS_NOTHING, { NULL }, disturb_loaders, { 0 } },
	{ "hotplug", NEEDS_NOTHING,
	  { race_load_large, race_file_load, race_load, race_unload },
	  disturb_cpus, { EBUSY } },
	{ "tracing", NEEDS_PATCHING, EVERYBODY, disturb_tracing,
	  { EBUSY, ENOSYS } },
	{ "segment", NEEDS_NOTHING, { race_load, race_sysfs },
	  disturb_segment, { EBUSY } },
	{ "file", NEEDS_NOTHING,
	  { race_file_load_changing, race_file_load_changing,
	    race_file_unload },
	  disturb_file,
	  { EBUSY, ETXTBSY, EINVAL, ENOEXEC, EIO } },
	/*
	 * With pauses: callers that fail at once would leave the others no CPU.
	 */
	{ "crash", NEEDS_REGION, CRASH_CALLERS, disturb_nothing, { EBUSY },
	  .pause_ms = 20 },
	/* A new region may be a different one. */
	{ "crash_and_rmmod", NEEDS_PATCHING | NEEDS_REGION, CRASH_CALLERS,
	  disturb_module,
	  { EBUSY, ENOSYS, ENOENT, ENODEV, ENXIO, EADDRNOTAVAIL },
	  .pause_ms = 60 },
	{ "crash_hotplug", NEEDS_REGION,
	  { race_crash_load, race_crash_file_load, race_crash_unload,
	    race_crash_size },
	  disturb_cpus, { EBUSY }, .pause_ms = 20 },
	{ "memory", NEEDS_NOTHING,
	  { race_load_large, race_file_load, race_sysfs, race_load },
	  disturb_memory, { EBUSY, ENOMEM } },
};

/* clang-format on */

/* Shared by all callers of a phase. */
struct counts {
	unsigned long calls;
	unsigned long good;
	bool is_held;
};

static struct counts *counts;

static bool is_allowed(const struct phase *phase, int err)
{
	for (size_t i = 0; i < ALLOWED_MAX; i++) {
		if (err == -phase->allowed[i])
			return true;
	}
	return false;
}

void race_hold(void)
{
	__atomic_store_n(&counts->is_held, true, __ATOMIC_RELAXED);
}

void race_release(void)
{
	__atomic_store_n(&counts->is_held, false, __ATOMIC_RELAXED);
}

static void wait_while_held(void)
{
	while (__atomic_load_n(&counts->is_held, __ATOMIC_RELAXED))
		usleep(HELD_US);
}

static void call_until(const struct phase *phase, size_t caller, long until)
{
	unsigned int seed = (unsigned int)caller;

	do {
		int err;

		wait_while_held();
		err = phase->callers[caller]();

		if (!is_allowed(phase, err))
			fail("%s: caller %zu: %s", phase->name, caller,
			     strerrorname_np(-err));
		__atomic_fetch_add(&counts->calls, 1, __ATOMIC_RELAXED);
		if (!err)
			__atomic_fetch_add(&counts->good, 1, __ATOMIC_RELAXED);
		if (phase->pause_ms)
			usleep((unsigned int)rand_r(&seed) %
			       (phase->pause_ms * 1000));
	} while (now_ms() < until);
}

static unsigned int start_callers(const struct phase *phase, long until)
{
	unsigned int count = 0;

	for (size_t i = 0; i < CALLERS && phase->callers[i]; i++) {
		pid_t pid = fork();

		if (pid < 0)
			fail("cannot fork: %s", strerrorname_np(errno));
		if (!pid) {
			/* A caller that the OOM killer ends tests nothing. */
			write_text("/proc/self/oom_score_adj", "-1000");
			call_until(phase, i, until);
			_exit(0);
		}
		count++;
	}
	return count;
}

static void run_phase(const struct phase *phase, long seconds)
{
	long until = now_ms() + 1000 * seconds;
	unsigned int left;
	char key[64];
	int status;

	say("phase %s", phase->name);
	*counts = (struct counts){ 0 };
	left = start_callers(phase, until);
	phase->disturb(until);
	while (left) {
		if (waitpid(-1, &status, 0) < 0 || status)
			fail("%s: a caller ended with %#x", phase->name,
			     status);
		left--;
	}
	snprintf(key, sizeof(key), "number_%s", phase->name);
	verdict(key, "%lu calls, %lu of them good", counts->calls,
		counts->good);
	/* It works as before. */
	if (race_load() || !kexec_loaded() || race_unload() || kexec_loaded())
		fail("%s: kexec does not work any more", phase->name);
	if (phase->needs & NEEDS_REGION &&
	    (race_crash_load() || race_crash_unload()))
		fail("%s: crash kernels do not work any more", phase->name);
}

/* Requirements that this guest does not meet. */
static unsigned int lacks(void)
{
	unsigned long start;
	unsigned long end;
	unsigned int lacking = 0;

	if (!word_number("patch", 1))
		lacking |= NEEDS_PATCHING;
	if (!find_iomem("Crash kernel", &start, &end))
		lacking |= NEEDS_REGION;
	return lacking;
}

static void run_phases(void)
{
	unsigned int lacking = lacks();
	const char *only = word("phase", "all");
	long seconds = word_number("seconds", 10);

	for (size_t i = 0; i < ARRAY_SIZE(phases); i++) {
		if ((phases[i].needs & lacking) ||
		    (!same_text(only, "all") &&
		     !same_text(only, phases[i].name)))
			continue;
		/* Without memory kmemleak stops. */
		if (same_text(phases[i].name, "memory"))
			leaks_check();
		run_phase(&phases[i], seconds);
	}
}

void case_races(void)
{
	struct tool_result result;
	struct load load;
	long before, lost;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counts == MAP_FAILED)
		fail("no memory");
	race_calls_open(&load);
	leaks_forget();
	before = settled_memory_kib();
	run_phases();
	lost = before - settled_memory_kib();
	verdict("number_lost_kib", "%ld", lost);
	if (lost > NOISE_KIB)
		fail("%ld KiB are lost", lost);
	load_kernel(&load, &result);
	jump(&load);
}
