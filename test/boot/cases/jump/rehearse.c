// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Everything except the jump, several times, while all CPUs are busy. Then the
 * machine must be unchanged, and the jump itself must still work.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_CPUS  16
#define ROUNDS	  5
#define WAIT_MS	  5000
#define TICK_USEC 10000
/* Rounds until an NMI arrives during a rehearsal, if one must. */
#define MOST_ROUNDS 400

/* The workers' counters, in shared memory. */
struct work {
	volatile unsigned long turns;	 /* computed, and found right */
	volatile unsigned long ticks;	 /* of a timer */
	volatile unsigned long mistakes; /* computed, and found wrong */
};

static struct work *work;
static unsigned int cpus;
static unsigned int own;

static void tick(int number)
{
	(void)number;
	work[own].ticks++;
}

static void stay_on(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fail("CPU %u: %s", cpu, strerrorname_np(errno));
}

/* Registers of all kinds, and thread-local memory (the FS base). */
static void worker(unsigned int cpu)
{
	static __thread unsigned long here;
	const struct itimerval every = { { 0, TICK_USEC }, { 0, TICK_USEC } };

	own = cpu;
	stay_on(cpu);
	signal(SIGALRM, tick);
	setitimer(ITIMER_REAL, &every, NULL);
	for (unsigned long turn = 1;; turn++) {
		double sum = 0;

		for (int i = 1; i <= 1000; i++)
			sum += i;
		here = turn;
		if (sum != 500500.0 || here != turn)
			work[cpu].mistakes++;
		work[cpu].turns++;
	}
}

static void start_workers(void)
{
	cpus = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
	work = mmap(NULL, MAX_CPUS * sizeof(*work), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (work == MAP_FAILED || cpus > MAX_CPUS)
		fail("no workers for %u CPUs", cpus);
	for (unsigned int cpu = 0; cpu < cpus; cpu++) {
		if (!fork()) {
			worker(cpu);
			_exit(1);
		}
	}
}

/* Processes and timers continue on every CPU. */
static void check_workers(const char *when)
{
	for (unsigned int cpu = 0; cpu < cpus; cpu++) {
		unsigned long turns = work[cpu].turns;
		unsigned long ticks = work[cpu].ticks;
		long begin = now_ms();

		while (work[cpu].turns == turns || work[cpu].ticks == ticks) {
			if (now_ms() - begin > WAIT_MS)
				fail("%s: CPU %u stands still", when, cpu);
			usleep(1000);
		}
		if (work[cpu].mistakes)
			fail("%s: CPU %u makes mistakes", when, cpu);
	}
	if (waitpid(-1, NULL, WNOHANG))
		fail("%s: a worker is gone", when);
}

static void rehearse(int status, const char *says)
{
	static const char *const argv[] = { "/kexec", "--rehearse", NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status != status || !strstr(result.output, says))
		fail("kexec --rehearse: exit status %d: %s", result.status,
		     result.output);
}

/*
 * NMIs for all CPUs, one after the other: SysRq-L asks each for its backtrace,
 * and waits 10 s for one that does not answer.
 */
static void start_nmis(void)
{
	if (write_text("/proc/sys/kernel/printk", "1"))
		fail("cannot silence the console");
	if (fork())
		return;
	stay_on(cpus - 1);
	for (;;) {
		long begin = now_ms();

		if (write_text("/proc/sysrq-trigger", "l"))
			fail("no SysRq");
		if (now_ms() - begin > WAIT_MS)
			fail("an NMI was lost");
	}
}

/* What the kernel log says; its oldest lines may be gone. */
static unsigned long count_nmis(void)
{
	static char log[1 << 20];
	const char *found = log;
	unsigned long sum = 0;

	if (klogctl(3 /* SYSLOG_ACTION_READ_ALL */, log, sizeof(log) - 1) < 0)
		fail("no kernel log");
	while ((found = strstr(found, "us at most; "))) {
		found += strlen("us at most; ");
		sum += strtoul(found, NULL, 10);
	}
	return sum;
}

static long rehearse_rounds(long rounds)
{
	bool lacks_nmi = word("nmi", NULL);
	long done = 0;

	while (done < rounds || (lacks_nmi && done < MOST_ROUNDS)) {
		rehearse(0, "");
		check_workers("after a rehearsal");
		done++;
		lacks_nmi = lacks_nmi && !count_nmis();
	}
	if (lacks_nmi)
		fail("no NMI came in %ld rehearsals", done);
	return done;
}

/* A changed bit is found, and the next rehearsal succeeds. */
static void spoil(void)
{
	int err = insert_module("/spoil.ko");

	if (err)
		fail("insmod spoil.ko: %s", strerrorname_np(-err));
	rehearse(255, "not what was planned");
	err = remove_module("spoil");
	if (err)
		fail("rmmod spoil: %s", strerrorname_np(-err));
}

void case_rehearse(void)
{
	long rounds = word_number("rounds", ROUNDS);
	struct tool_result result;
	struct load load;
	long begin;

	kexec_arrive();
	rehearse(255, "nothing is loaded");
	load_from_words(&load);
	load.initrd = make_initrd(word("initrd", "1k"));
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	if (word("spoil", NULL))
		spoil();
	start_workers();
	check_workers("before");
	if (word("nmi", NULL))
		start_nmis();
	begin = now_ms();
	rounds = rehearse_rounds(rounds);
	verdict("number_rehearsal_ms", "%ld", (now_ms() - begin) / rounds);
	verdict("number_nmis", "%lu", count_nmis());
	if (!kexec_loaded())
		fail("a rehearsal unloads");
	jump(&load);
}
