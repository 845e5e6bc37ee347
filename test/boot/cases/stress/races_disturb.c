// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* races: the processes that disturb the calls. */
#include "test/boot/cases/stress/races.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#define CPUS	  "/sys/devices/system/cpu/"
#define TRACING	  "/sys/kernel/tracing/"
#define HOLE_SIZE (8UL << 20)
#define MS	  1000U /* in microseconds */
#define HUNGER	  (1UL << 30)
/* rmmod may find a call in progress so often before callers are held. */
#define MAX_TRIES 200
/* There may be no region so often before it counts. */
#define REGION_TRIES 50

static unsigned int seed = 1;

static unsigned int random_below(unsigned int limit)
{
	return (unsigned int)rand_r(&seed) % limit;
}

static void expect(const char *what, int got, int want)
{
	if (got != want)
		fail("%s: %s instead of %s", what, strerrorname_np(abs(got)),
		     strerrorname_np(abs(want)));
}

void disturb_nothing(long until)
{
	(void)until;
}

/*
 * While a call is in progress: try to find the moment when none is. A slow
 * machine has no such moment by itself. Return: whether callers were held.
 */
static bool remove_under_calls(void)
{
	unsigned int tries = 0;
	int err;

	while ((err = remove_module("kexec"))) {
		if (err != -EBUSY && err != -EAGAIN)
			fail("rmmod: %s", strerrorname_np(-err));
		if (++tries == MAX_TRIES)
			race_hold();
	}
	race_release();
	return tries >= MAX_TRIES;
}

/* A region may need another try: pages that cannot be moved now can later. */
static void insert_module_again(void)
{
	int err = race_insmod();

	for (int i = 0; err == -ENOMEM && i < REGION_TRIES; i++) {
		usleep(100 * MS);
		write_text("/proc/sys/vm/compact_memory", "1");
		err = race_insmod();
	}
	expect("insmod", err, 0);
}

void disturb_module(long until)
{
	unsigned int removals = 0;
	unsigned int held = 0;

	do {
		held += remove_under_calls();
		removals++;
		insert_module_again();
		usleep(random_below(60) * MS);
	} while (now_ms() < until);
	verdict("number_removals", "%u, %u of them with callers held", removals,
		held);
}

/* ---- Signals ---- */

static void ignore(int signal)
{
	(void)signal;
}

static void load_until_killed(void)
{
	struct sigaction action = { .sa_handler = ignore };

	sigaction(SIGUSR1, &action, NULL);
	for (;;)
		expect("load with signals", race_load_large(), 0);
}

/* A signal changes nothing; SIGKILL ends a load, and the next one succeeds. */
void disturb_loaders(long until)
{
	unsigned int kills = 0;
	int status;

	while (now_ms() < until) {
		pid_t pid = fork();

		if (!pid)
			load_until_killed();
		usleep(random_below(100) * MS);
		for (int i = 0; i < 5; i++) {
			kill(pid, SIGUSR1);
			usleep(random_below(20) * MS);
		}
		kill(pid, SIGKILL);
		if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status))
			fail("a killed loader ended with %#x", status);
		expect("load after a kill", race_load(), 0);
		kills++;
	}
	verdict("number_kills", "%u", kills);
}

/* ---- CPUs ---- */

void disturb_cpus(long until)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	unsigned int moves = 0;
	char path[64];

	if (cpus < 2)
		fail("no CPU to unplug");
	while (now_ms() < until) {
		long cpu = 1 + random_below((unsigned int)cpus - 1);

		snprintf(path, sizeof(path), CPUS "cpu%ld/online", cpu);
		expect("CPU off", write_text(path, "0"), 0);
		usleep(random_below(50) * MS);
		expect("CPU on", write_text(path, "1"), 0);
		moves++;
	}
	verdict("number_unplugs", "%u", moves);
}

/* ---- Memory ---- */

static void eat_memory(void)
{
	volatile uint8_t *bytes =
		mmap(NULL, HUNGER, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	write_text("/proc/self/oom_score_adj", "1000");
	for (size_t at = 0; at < HUNGER; at += RACE_PAGE)
		bytes[at] = 1;
	fail("there is more memory than can be eaten");
}

void disturb_memory(long until)
{
	unsigned int kills = 0;
	int status;

	do {
		pid_t pid = fork();

		if (!pid)
			eat_memory();
		if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status) ||
		    WTERMSIG(status) != SIGKILL)
			fail("who ate all memory ended with %#x", status);
		kills++;
	} while (now_ms() < until);
	verdict("number_oom_kills", "%u", kills);
}

/* ---- Tracing ---- */

static void append(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail("%s to %s: %s", text, path, strerrorname_np(errno));
	close(fd);
}

static void set(const char *path, const char *text)
{
	int err = write_text(path, text);

	if (err)
		fail("%s to %s: %s", text, path, strerrorname_np(err));
}

/* On functions of the module, on a hooked one, and on another one. */
static void trace_kprobes(void)
{
	static const char *const probes[] = {
		"p:kx/own kexec:kxm_kexec_load",
		"p:kx/free kexec:kxm_image_free",
		"r:kx/back kexec:kxm_kexec_file_load",
		"p:kx/beside __x64_sys_sync",
	};

	for (size_t i = 0; i < ARRAY_SIZE(probes); i++)
		append(TRACING "kprobe_events", probes[i]);
	set(TRACING "events/kx/enable", "1");
	usleep(random_below(40) * MS);
	set(TRACING "events/kx/enable", "0");
	set(TRACING "kprobe_events", "");
}

/* On the hooked functions: probes may be refused, and nothing more. */
static void trace_hooked(void)
{
	int fd = open(TRACING "kprobe_events", O_WRONLY | O_APPEND | O_CLOEXEC);
	static const char probe[] = "p:kx/hooked __x64_sys_kexec_load";

	if (write(fd, probe, sizeof(probe) - 1) < 0) {
		close(fd);
		return;
	}
	close(fd);
	if (!write_text(TRACING "events/kx/hooked/enable", "1")) {
		usleep(random_below(40) * MS);
		set(TRACING "events/kx/hooked/enable", "0");
	}
	set(TRACING "kprobe_events", "");
}

static void trace_functions(void)
{
	set(TRACING "set_ftrace_filter", ":mod:kexec");
	append(TRACING "set_ftrace_filter", "__x64_sys_kexec_load");
	set(TRACING "current_tracer", "function");
	usleep(random_below(40) * MS);
	set(TRACING "current_tracer", "nop");
	set(TRACING "set_ftrace_filter", "");
}

static void shut_ftrace(void)
{
	/* EBUSY: hooks of this kind cannot be disabled. */
	int err = write_text("/proc/sys/kernel/ftrace_enabled", "0");

	if (err && err != EBUSY)
		fail("ftrace_enabled: %s", strerrorname_np(err));
	usleep(random_below(20) * MS);
	set("/proc/sys/kernel/ftrace_enabled", "1");
}

static void shut_kprobes(void)
{
	set("/sys/kernel/debug/kprobes/enabled", "0");
	usleep(random_below(20) * MS);
	set("/sys/kernel/debug/kprobes/enabled", "1");
}

void disturb_tracing(long until)
{
	static void (*const steps[])(void) = { trace_kprobes, trace_hooked,
					       trace_functions, shut_ftrace,
					       shut_kprobes };
	unsigned int rounds = 0;

	if (mount("none", TRACING, "tracefs", 0, NULL) && errno != EBUSY)
		fail("no tracefs: %s", strerrorname_np(errno));
	do {
		for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
			steps[i]();
		rounds++;
	} while (now_ms() < until);
	verdict("number_tracing_rounds", "%u", rounds);
}

/* ---- What is read goes away ---- */

static void *hole; /* in the middle of the segment */
static volatile bool is_over;

static void *punch(void *unused)
{
	(void)unused;
	while (!is_over) {
		munmap(hole, RACE_PAGE);
		usleep(random_below(5) * MS);
		if (mmap(hole, RACE_PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
			 0) != hole)
			fail("the hole can't be filled");
		usleep(random_below(5) * MS);
		mprotect(hole, RACE_PAGE, PROT_NONE);
		usleep(random_below(5) * MS);
		mprotect(hole, RACE_PAGE, PROT_READ);
	}
	return NULL;
}

void disturb_segment(long until)
{
	uint8_t *bytes = mmap(NULL, HOLE_SIZE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct segment segment = { bytes, HOLE_SIZE, RACE_BASE,
					 HOLE_SIZE };
	unsigned int good = 0;
	unsigned int bad = 0;
	pthread_t thread;

	if (bytes == MAP_FAILED)
		fail("no memory");
	hole = bytes + HOLE_SIZE / 2;
	is_over = false;
	if (pthread_create(&thread, NULL, punch, NULL))
		fail("no thread");
	/*
	 * On a slow machine the callers use all the time: continue after them.
	 */
	while (now_ms() < until || !bad) {
		int err = call_kexec_load(RACE_BASE, 1, &segment, 0);

		if (err && err != -EFAULT && err != -EBUSY)
			fail("load with a hole: %s", strerrorname_np(-err));
		good += !err;
		bad += err == -EFAULT;
	}
	is_over = true;
	pthread_join(thread, NULL);
	munmap(bytes, HOLE_SIZE);
	verdict("number_segment_with_hole", "%u good, %u EFAULT", good, bad);
}

void disturb_file(long until)
{
	struct load load;
	struct bytes kernel;
	unsigned int writes = 0;
	unsigned int busy = 0;

	load_from_words(&load);
	kernel = map_file(load.kernel);
	while (now_ms() < until) {
		int fd = open(RACE_FILE, O_WRONLY | O_CLOEXEC);

		/* ETXTBSY: it is being read. */
		if (fd < 0) {
			busy++;
			usleep(random_below(3) * MS);
			continue;
		}
		if (ftruncate(fd, random_below((unsigned int)kernel.size)))
			fail("cannot cut a file: %s", strerrorname_np(errno));
		close(fd);
		usleep(random_below(30) * MS);
		fd = open(RACE_FILE, O_WRONLY | O_CLOEXEC);
		if (fd >= 0) {
			if (write(fd, kernel.data, kernel.size) < 0)
				fail("cannot write a file");
			close(fd);
			writes++;
		}
		usleep(random_below(60) * MS);
	}
	verdict("number_file_writes", "%u, %u refused", writes, busy);
}
