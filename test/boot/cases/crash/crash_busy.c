// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Work of the other CPUs when the kernel crashes: they spin, with a number in a
 * register that the dump must contain. kx.loading= selects what CPU 1 does
 * instead, repeatedly; kx.vm= makes it run a virtual machine.
 */
#include "test/boot/guest.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/klog.h>
#include <unistd.h>

#include "test/boot/cases/crash/crash.h"

/* klogctl(2): the size of the kernel's log. */
#define ACTION_SIZE_BUFFER 10

static const struct load *crash_load;

static void move_to(long cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fail("no way to CPU %ld", cpu);
}

/* Its registers say which CPU it is on. */
static void *spin(void *cpu)
{
	move_to((long)(uintptr_t)cpu);
	crash_spin(CRASH_MARK + (uint64_t)(uintptr_t)cpu);
}

/* One page, which is never started. */
static void load_normal(void)
{
	static const char page[CRASH_PAGE];
	const struct segment segment = { page, sizeof(page), 0x4000000,
					 sizeof(page) };

	call_kexec_load(segment.mem, 1, &segment, 0);
}

/* The crash kernel itself, replacing the one that is loaded. */
static void load_crash(void)
{
	int kernel = open(crash_load->kernel, O_RDONLY | O_CLOEXEC);
	int initrd = open(crash_load->initrd, O_RDONLY | O_CLOEXEC);
	int err = call_kexec_file_load(
		kernel, initrd, strlen(crash_load->cmdline) + 1,
		crash_load->cmdline, KEXEC_FILE_ON_CRASH);

	if (err)
		fail("loading the crash kernel again: %s",
		     strerrorname_np(-err));
	close(kernel);
	close(initrd);
}

static void unload_crash(void)
{
	int err = call_kexec_load(0, 0, NULL, KEXEC_ON_CRASH);

	if (err)
		fail("unloading the crash kernel: %s", strerrorname_np(-err));
	load_crash();
}

static int open_log(void)
{
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	/* Otherwise a process may only write some lines per second. */
	write_text("/proc/sys/kernel/printk_devkmsg", "on\n");
	if (fd < 0)
		fail("no /dev/kmsg");
	return fd;
}

/* For every console. */
static void print(void)
{
	static const char line[] = "<1>kx: one line of many\n";
	static int fd = -1;

	if (fd < 0)
		fd = open_log();
	if (write(fd, line, strlen(line)) < 0)
		fail("the log takes no line");
}

/* Repeated work in progress when the kernel crashes. */
static const struct {
	const char *name;
	void (*act)(void);
} activities[] = {
	{ "normal", load_normal },
	{ "crash", load_crash },
	{ "unload", unload_crash },
	{ "print", print },
};

static void *keep_busy(void *cpu)
{
	const char *name = word("loading", "");

	move_to((long)(uintptr_t)cpu);
	for (size_t i = 0; i < ARRAY_SIZE(activities); i++) {
		while (same_text(activities[i].name, name))
			activities[i].act();
	}
	fail("kx.loading=%s is nothing to do", name);
}

void crash_fill_log(void)
{
	static const char line[] = "<7>kx: nobody will miss this line\n";
	int left = 2 * klogctl(ACTION_SIZE_BUFFER, NULL, 0);
	int fd = open_log();

	for (; left > 0; left -= (int)strlen(line)) {
		if (write(fd, line, strlen(line)) < 0)
			fail("the log takes no line");
	}
	close(fd);
}

void crash_occupy_cpus(const struct load *load)
{
	long first = 1;

	crash_load = load;
	if (word_number("vm", 0)) {
		move_to(first++);
		guest_machine.start_vm();
	}
	move_to(0);
	for (long cpu = first; cpu < sysconf(_SC_NPROCESSORS_ONLN); cpu++) {
		bool loads = cpu == 1 && *word("loading", "");
		pthread_t thread;

		if (pthread_create(&thread, NULL, loads ? keep_busy : spin,
				   (void *)cpu))
			fail("no thread for CPU %ld", cpu);
	}
	usleep(200000);
}
