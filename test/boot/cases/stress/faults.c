// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Each allocation and each copy from or to user space on each path fails once,
 * one after the other, until the call succeeds without a fault: the errno is
 * right, and the previous image stays loaded. Then storms, in which many fail.
 * Nothing may be lost, and the image boots at the end.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "include/uapi/linux/kexec_device.h"

#define PAGE	    4096UL
#define BASE	    (48UL << 20)
#define MODULE	    "/kexec.ko"
#define PACKED	    "/packed"
#define STORM_CALLS 20
#define SYSFS	    "/sys/kernel/"
#define SYSCTL	    "/proc/sys/kernel/"
/* Variation in the debug kernel, with its debugging data. */
#define NOISE_KIB 8192
/* A long walk prints its progress. */
#define TELL_EACH 100

static struct load good;
static int kernel_fd;
/* The same, with a payload that nothing can unpack. */
static int packed_fd;
static int initrd_fd;
static uint8_t *bytes; /* below 4 GiB */
static unsigned long region_start;
static struct segment32 *segments32;

/* The state after a path that succeeded. */
enum leaves { LOADED, NOTHING_LOADED };

struct path {
	const char *name;
	int (*call)(void);
	int answer; /* without faults */
	enum leaves leaves;
	unsigned int step; /* 0: every fault */
};

/* Three segments: more pages than a step, a rest of zeroes, a far one. */
static int kexec_load(void)
{
	const struct segment segments[] = {
		{ bytes, 6 * PAGE - 5, BASE, 8 * PAGE },
		{ bytes, 2 * PAGE, BASE + 8 * PAGE, 2 * PAGE },
		{ bytes, 1, 4 * BASE, PAGE },
	};

	return call_kexec_load(BASE, ARRAY_SIZE(segments), segments, 0);
}

static int kexec_load_32(void)
{
	uint32_t buf = (uint32_t)(uintptr_t)bytes;

	segments32[0] = (struct segment32){ buf, 3 * PAGE, BASE, 4 * PAGE };
	segments32[1] = (struct segment32){ buf, 1, 2 * BASE, PAGE };
	return machine_call32(NR32_KEXEC_LOAD, BASE, 2, (uintptr_t)segments32,
			      KEXEC_ARCH_32BIT);
}

/* An image that returns also has pages for the rest of its segments. */
static int load_returning(void)
{
	const struct segment segments[] = {
		{ "\xc3", 1, BASE, 3 * PAGE }, /* ret */
		{ bytes, 3 * PAGE - 5, 2 * BASE, 4 * PAGE },
	};

	return call_kexec_load(BASE, ARRAY_SIZE(segments), segments,
			       KEXEC_PRESERVE_CONTEXT);
}

static int unload(void)
{
	return call_kexec_load(0, 0, NULL, 0);
}

static int load_file(int kernel, unsigned long flags)
{
	return call_kexec_file_load(kernel, initrd_fd, strlen(good.cmdline) + 1,
				    good.cmdline, flags);
}

static int file_load(void)
{
	return load_file(packed_fd, 0);
}

/* Thousands of pages, a second each: in steps. */
static int file_unpack(void)
{
	return load_file(kernel_fd, 0);
}

static int file_load_bare(void)
{
	return call_kexec_file_load(packed_fd, -1, 0, NULL,
				    KEXEC_FILE_NO_INITRAMFS);
}

static int file_unload(void)
{
	return call_kexec_file_load(-1, -1, 0, NULL, KEXEC_FILE_UNLOAD);
}

static int wrong_reboot(void)
{
	return syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, 0,
		       LINUX_REBOOT_CMD_KEXEC, NULL)
		       ? -errno
		       : 0;
}

static int on_device(unsigned long command, const void *argument)
{
	int fd = open("/dev/kexec", O_RDWR | O_CLOEXEC);
	int err = 0;

	if (fd < 0 || ioctl(fd, command, argument))
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

static int device_load(void)
{
	const struct segment segment = { bytes, PAGE, BASE, PAGE };
	const struct kexec_device_load call = {
		.nr_segments = 1,
		.segments = (uintptr_t)&segment,
	};

	return on_device(KEXEC_DEVICE_LOAD, &call);
}

static int device_file_load(void)
{
	const struct kexec_device_file_load call = { -1, -1, 0, 0, 0 };

	return on_device(KEXEC_DEVICE_FILE_LOAD, &call);
}

static int device_wrong(void)
{
	return on_device(0, NULL);
}

static int rehearse(void)
{
	return on_device(KEXEC_DEVICE_REHEARSE, NULL);
}

static int read_all(const char *const paths[])
{
	char text[32];
	int err = 0;

	for (; *paths && !err; paths++) {
		int fd = open(*paths, O_RDONLY | O_CLOEXEC);

		if (fd < 0 || read(fd, text, sizeof(text)) < 0)
			err = -errno;
		if (fd >= 0)
			close(fd);
	}
	return err;
}

static int read_sysfs(void)
{
	static const char *const paths[] = { SYSFS "kexec_loaded",
					     SYSFS "kexec_crash_loaded",
					     SYSFS "kexec_crash_size", NULL };

	return read_all(paths);
}

static int read_sysctls(void)
{
	static const char *const paths[] = { SYSCTL "kexec_load_disabled",
					     SYSCTL "kexec_load_limit_panic",
					     SYSCTL "kexec_load_limit_reboot",
					     NULL };

	return read_all(paths);
}

static int write_crash_size(void)
{
	return -write_text(SYSFS "kexec_crash_size", "0");
}

/* The value that is set already, and may not be written. */
static int write_limit(void)
{
	return -write_text(SYSCTL "kexec_load_limit_reboot", "-1");
}

static int write_disabled(void)
{
	return -write_text(SYSCTL "kexec_load_disabled", "0");
}

/* Into the crash kernel's memory, replacing its contents. */
static int crash_load(void)
{
	const struct segment segments[] = {
		{ bytes, 6 * PAGE - 5, region_start, 8 * PAGE },
		{ bytes, 1, region_start + 16 * PAGE, PAGE },
	};

	return call_kexec_load(region_start, ARRAY_SIZE(segments), segments,
			       KEXEC_ON_CRASH);
}

static int crash_file_load(void)
{
	return load_file(packed_fd, KEXEC_FILE_ON_CRASH);
}

static int insmod(void)
{
	return insert_module(MODULE);
}

static int rmmod(void)
{
	return remove_module("kexec");
}

/* clang-format off */
static const struct path paths[] = {
	{ "kexec_load", kexec_load, 0, LOADED },
	{ "kexec_load_32", kexec_load_32, 0, LOADED },
	{ "load_returning", load_returning, 0, LOADED },
	{ "file_load", file_load, 0, LOADED },
	{ "file_load_bare", file_load_bare, 0, LOADED },
	{ "file_unpack", file_unpack, 0, LOADED, 61 },
	{ "unload", unload, 0, NOTHING_LOADED },
	{ "file_unload", file_unload, 0, NOTHING_LOADED },
	{ "wrong_reboot", wrong_reboot, -EINVAL, LOADED },
	{ "device_load", device_load, 0, LOADED },
	{ "device_file_load", device_file_load, -EBADF, LOADED },
	{ "device_wrong", device_wrong, -ENOTTY, LOADED },
	{ "rehearse", rehearse, 0, LOADED },
	{ "read_sysfs", read_sysfs, 0, LOADED },
	{ "read_sysctls", read_sysctls, 0, LOADED },
	{ "write_crash_size", write_crash_size, 0, LOADED },
	{ "write_limit", write_limit, -EINVAL, LOADED },
	{ "write_disabled", write_disabled, -EINVAL, LOADED },
};

/* With a region, and a crash image that stays loaded despite failures. */
static const struct path crash_paths[] = {
	{ "crash_load", crash_load, 0, LOADED },
	{ "crash_file_load", crash_file_load, 0, LOADED },
};

/* Suspends and resumes processes, devices and the system core. */
static const struct path return_path = {
	"call_returning", call_reboot_kexec, 0, LOADED
};

/*
 * Without rmmod: Linux itself can't take a kprobe off an ftrace call without
 * memory. It warns, leaves the probe armed, and unregister_kprobe() can't say
 * so (__disarm_kprobe_ftrace() in kernel/kprobes.c).
 */
static const struct path insmod_path = { "insmod", insmod, 0, NOTHING_LOADED };

/* clang-format on */

static unsigned int surprises;

static void expect(const char *what, int got, int want)
{
	if (got != want)
		fail("%s: %s instead of %s", what, strerrorname_np(-got),
		     strerrorname_np(-want));
}

static bool is_right(const struct path *path, enum fault_kind kind, int got)
{
	return got == path->answer ||
	       got == (kind == FAULT_COPY ? -EFAULT : -ENOMEM);
}

/* Restore the state before each call: module inserted, image loaded. */
static void restore(const struct path *path, int got)
{
	if (got || path->leaves == LOADED) {
		if (!kexec_loaded())
			fail("%s: nothing is loaded", path->name);
		return;
	}
	if (kexec_loaded())
		fail("%s: something is loaded", path->name);
	expect("kexec_load", kexec_load(), 0);
}

static void restore_crash(const struct path *path, int got)
{
	char text[8];

	restore(path, got);
	read_text(SYSFS "kexec_crash_loaded", text, sizeof(text));
	if (!same_text(text, "1"))
		fail("%s: the crash image is gone", path->name);
}

/* Whatever insmod returned, without the module nothing of it remains. */
static void restore_none(const struct path *path, int got)
{
	if (!got)
		expect("rmmod", rmmod(), 0);
	expect(path->name, unload(), -ENOSYS);
	expect(path->name, file_unload(), -ENOSYS);
	if (!access(SYSFS "kexec_loaded", F_OK) ||
	    !access(SYSCTL "kexec_load_disabled", F_OK) ||
	    !access("/dev/kexec", F_OK))
		fail("%s: something is left", path->name);
}

static void walk(const struct path *path,
		 void (*after)(const struct path *path, int got))
{
	unsigned int counts[FAULT_KINDS] = { 0 };
	unsigned int borne = 0;
	long begin = now_ms();
	enum fault_kind kind;
	unsigned int n = 0;
	char key[64];

	do {
		int got;

		n += path->step ?: 1;
		fault_arm(n);
		got = path->call();
		kind = fault_disarm();
		if (n % TELL_EACH == 0)
			say("%s: fault %u, %ld ms", path->name, n,
			    now_ms() - begin);
		if (!kind)
			expect(path->name, got, path->answer);
		if (!is_right(path, kind, got)) {
			surprises++;
			verdict("wrong", "%s: fault %u of kind %d: %s",
				path->name, n, (int)kind,
				strerrorname_np(-got));
		}
		counts[kind]++;
		borne += kind && got == path->answer;
		after(path, got);
	} while (kind);
	snprintf(key, sizeof(key), "number_%s", path->name);
	verdict(key, "%u slab, %u page, %u copy; %u borne; %ld ms",
		counts[FAULT_SLAB], counts[FAULT_PAGE], counts[FAULT_COPY],
		borne, now_ms() - begin);
}

static void walk_insmod(void)
{
	expect("rmmod", rmmod(), 0);
	walk(&insmod_path, restore_none);
	expect("insmod", insmod(), 0);
	expect("kexec_load", kexec_load(), 0);
}

static void walk_crash(void)
{
	unsigned long end;

	if (!find_iomem("Crash kernel", &region_start, &end))
		fail("/proc/iomem has no Crash kernel");
	expect("crash_load", crash_load(), 0);
	for (size_t i = 0; i < ARRAY_SIZE(crash_paths); i++)
		walk(&crash_paths[i], restore_crash);
}

/* More than one fault in one call. */
static void storm(const char *name, int (*call)(void), unsigned int percent)
{
	unsigned int failed = 0;
	char key[64];

	for (int i = 0; i < STORM_CALLS; i++) {
		int got;

		storm_begin(percent / 4, percent);
		got = call();
		storm_end();
		if (got && got != -ENOMEM)
			fail("storm: %s: %s", name, strerrorname_np(-got));
		if (!kexec_loaded())
			fail("storm: %s: nothing is loaded", name);
		failed += !!got;
	}
	if (percent == 100 && failed != STORM_CALLS)
		fail("storm: %s does without memory", name);
	snprintf(key, sizeof(key), "number_storm_%s_%u", name, percent);
	verdict(key, "%u of %u calls failed", failed, STORM_CALLS);
}

static void storms(void)
{
	static const unsigned int percents[] = { 2, 10, 40 };

	for (size_t i = 0; i < ARRAY_SIZE(percents); i++) {
		storm("kexec_load", kexec_load, percents[i]);
		storm("kexec_load_32", kexec_load_32, percents[i]);
		storm("file_load", file_load, percents[i]);
	}
}

static uint8_t *low_memory(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (memory == MAP_FAILED)
		fail("no memory below 4 GiB");
	return memory;
}

static void prepare(void)
{
	load_from_words(&good);
	good.initrd = make_initrd("1k");
	good.cmdline = second_cmdline("second", "");
	change_magic(good.kernel, PACKED);
	packed_fd = open(PACKED, O_RDONLY | O_CLOEXEC);
	kernel_fd = open(good.kernel, O_RDONLY | O_CLOEXEC);
	initrd_fd = open(good.initrd, O_RDONLY | O_CLOEXEC);
	bytes = low_memory(8 * PAGE);
	segments32 = (struct segment32 *)(void *)low_memory(PAGE);
	/* Our own page faults must not be the ones that fail. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		fail("mlockall: %s", strerrorname_np(errno));
	fault_open();
	expect("kexec_load", kexec_load(), 0);
}

void case_faults(void)
{
	const char *only = word("path", "all");
	long before;
	long lost;

	kexec_arrive();
	prepare();
	leaks_forget();
	before = leaks_free_kib();
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (same_text(only, "all") ? !paths[i].step
					   : same_text(only, paths[i].name))
			walk(&paths[i], restore);
	if (same_text(only, "crash"))
		walk_crash();
	if (same_text(only, "return")) {
		expect("load_returning", load_returning(), 0);
		walk(&return_path, restore);
	}
	/* The kernel's own part of this path is long. */
	if (same_text(only, "insmod"))
		walk_insmod();
	if (same_text(only, "all") || same_text(only, "storms"))
		storms();
	/* As it was before: a small image is loaded. */
	expect("kexec_load", kexec_load(), 0);
	lost = before - leaks_free_kib();
	verdict("number_lost_kib", "%ld", lost);
	/* kmemleak does not track whole pages. */
	if (lost > NOISE_KIB)
		fail("%ld KiB are lost", lost);
	leaks_check();
	if (surprises)
		fail("%u wrong answers", surprises);
	/* The image that must survive, and boot. */
	expect("kexec_file_load", file_unpack(), 0);
	storm("file_load", file_load, 100);
	jump(&good);
}
