// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Loads and unloads repeatedly, and removes and inserts the module: nothing may
 * be left over. And nothing can be started when nothing is loaded.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS	      50
#define HAMMER_ROUNDS 20
/* A page lost in each round is 200 KiB. */
#define LEAK_KIB 128
/* The kernel's own memory moves by this much. */
#define NOISE_KIB   4096
#define TRIES	    4
#define MODULE_PATH "/kexec.ko"
#define MODULE_NAME "kexec"

static void expect(const char *what, int got, int want)
{
	if (got != -want)
		fail("%s: %s instead of %s", what, strerrorname_np(-got),
		     strerrorname_np(want));
}

static void expect_loaded(const char *when, bool want)
{
	if (kexec_loaded() != want)
		fail("%s: kexec_loaded is %d", when, !want);
}

static void load(const char *kernel)
{
	int fd = open(kernel, O_RDONLY | O_CLOEXEC);

	expect("load",
	       call_kexec_file_load(fd, -1, 2, "x", KEXEC_FILE_NO_INITRAMFS),
	       0);
	close(fd);
	expect_loaded("load", true);
}

static void unload_both_ways(const char *kernel)
{
	load(kernel);
	expect("unload by count 0", call_kexec_load(0, 0, NULL, 0), 0);
	expect_loaded("unload by count 0", false);
	expect("unload of nothing", call_kexec_load(0, 0, NULL, 0), 0);
	load(kernel);
	expect("unload by flag",
	       call_kexec_file_load(-1, -1, 0, NULL, KEXEC_FILE_UNLOAD), 0);
	expect_loaded("unload by flag", false);
	expect("unload of nothing by flag",
	       call_kexec_file_load(-1, -1, 0, NULL, KEXEC_FILE_UNLOAD), 0);
}

static void unload_by_tool(const char *kernel)
{
	static const char *const argv[] = { "/kexec", "-u", NULL };
	struct tool_result result;

	load(kernel);
	run_tool(argv, &result);
	if (result.status)
		fail("kexec -u: exit status %d", result.status);
	expect_loaded("kexec -u", false);
}

static void status_files(void)
{
	char text[32];

	read_text("/sys/kernel/kexec_crash_loaded", text, sizeof(text));
	if (!same_text(text, "0"))
		fail("kexec_crash_loaded reads '%s'", text);
	read_text("/sys/kernel/kexec_crash_size", text, sizeof(text));
	if (!same_text(text, "0"))
		fail("kexec_crash_size reads '%s'", text);
	read_text("/proc/sys/kernel/kexec_load_disabled", text, sizeof(text));
	if (!same_text(text, "0"))
		fail("kexec_load_disabled reads '%s'", text);
}

/* The other commands of reboot(2) are not affected. */
static void other_reboots(void)
{
	expect("reboot kexec with nothing loaded", call_reboot_kexec(), EINVAL);
	expect("CAD off", reboot(RB_DISABLE_CAD) ? -errno : 0, 0);
	expect("CAD on", reboot(RB_ENABLE_CAD) ? -errno : 0, 0);
	expect("CAD off", reboot(RB_DISABLE_CAD) ? -errno : 0, 0);
	expect("unknown command", reboot(0x12345) ? -errno : 0, EINVAL);
}

static long lost_in_rounds(const char *kernel)
{
	long before = settled_memory_kib();

	for (int i = 0; i < ROUNDS; i++) {
		load(kernel);
		/* Every second load replaces an image. */
		if (i % 2)
			expect("unload", call_kexec_load(0, 0, NULL, 0), 0);
	}
	return before - settled_memory_kib();
}

/* Noise varies; a leak is there each time. */
static void rounds(const char *kernel)
{
	long least = LONG_MAX;

	for (int i = 0; i < TRIES && least > LEAK_KIB; i++) {
		long lost = lost_in_rounds(kernel);

		say("%d rounds: %ld KiB less free memory", ROUNDS, lost);
		least = lost < least ? lost : least;
	}
	verdict("number_lost_kib", "%ld", least);
	if (least > LEAK_KIB)
		fail("%d rounds cost %ld KiB", ROUNDS, least);
}

/*
 * A kind of hook that is selected and unavailable is an error; nothing remains.
 */
static void no_such_hook(void)
{
	expect("insmod hook=window",
	       insert_module_with(MODULE_PATH, "hook=window"), ENOENT);
	/* The former name. */
	expect("insmod door=window",
	       insert_module_with(MODULE_PATH, "door=window"), ENOENT);
	expect("kexec_load after that", call_kexec_load(0, 0, NULL, 0), ENOSYS);
	if (!access("/sys/kernel/kexec_loaded", F_OK) ||
	    !access("/dev/kexec", F_OK))
		fail("an insmod that failed leaves something");
}

/* CPUs keep pages for themselves: as many of them if they are larger. */
static long noise_kib(void)
{
	return getpagesize() > 4096 ? 3 * NOISE_KIB : NOISE_KIB;
}

/* rmmod frees a loaded image; after it the kernel is as before. */
static void out_and_in(const char *kernel)
{
	long before = settled_memory_kib();

	load(kernel);
	say("%ld KiB in use while loaded", before - settled_memory_kib());
	expect("rmmod", remove_module(MODULE_NAME), 0);
	if (before - settled_memory_kib() > noise_kib())
		fail("rmmod leaves %ld KiB", before - settled_memory_kib());
	expect("kexec_load after rmmod", call_kexec_load(0, 0, NULL, 0),
	       ENOSYS);
	expect("kexec_file_load after rmmod",
	       call_kexec_file_load(-1, -1, 0, NULL, KEXEC_FILE_UNLOAD),
	       ENOSYS);
	expect("reboot kexec after rmmod", call_reboot_kexec(), EINVAL);
	if (!access("/sys/kernel/kexec_loaded", F_OK))
		fail("rmmod leaves /sys/kernel/kexec_loaded");
	no_such_hook();
	expect("insmod again", insert_module(MODULE_PATH), 0);
	expect_loaded("insmod again", false);
}

/* Load until the module is gone. Return: the first unexpected -errno, or 0. */
static int hammer(const char *kernel)
{
	for (int i = 0; i < HAMMER_ROUNDS; i++) {
		int fd = open(kernel, O_RDONLY | O_CLOEXEC);
		int err = call_kexec_file_load(fd, -1, 2, "x",
					       KEXEC_FILE_NO_INITRAMFS);

		close(fd);
		if (err && err != -EBUSY && err != -ENOSYS)
			return err;
		err = call_kexec_load(0, 0, NULL, 0);
		if (err && err != -EBUSY && err != -ENOSYS)
			return err;
	}
	return 0;
}

/*
 * Three callers, and a process that removes the module: a call succeeds, is
 * busy, or finds no kexec; and rmmod waits outside.
 */
static void crowd(const char *kernel)
{
	unsigned int removals = 0;
	unsigned int left = 3;
	int status;

	for (unsigned int i = 0; i < left; i++) {
		if (!fork())
			_exit(-hammer(kernel));
	}
	while (left) {
		int err = remove_module(MODULE_NAME);

		if (err && err != -EBUSY && err != -EAGAIN)
			fail("rmmod in a crowd: %s", strerrorname_np(-err));
		if (!err) {
			removals++;
			expect("insmod", insert_module(MODULE_PATH), 0);
		}
		usleep(20000);
		while (left && waitpid(-1, &status, WNOHANG) > 0) {
			left--;
			if (status)
				fail("a caller in a crowd ended with %#x",
				     status);
		}
	}
	verdict("number_removals_in_crowd", "%u", removals);
	expect("unload", call_kexec_load(0, 0, NULL, 0), 0);
}

void case_unload(void)
{
	struct load words;

	kexec_arrive();
	load_from_words(&words);
	status_files();
	unload_both_ways(words.kernel);
	unload_by_tool(words.kernel);
	other_reboots();
	rounds(words.kernel);
	for (int i = 0; i < 3; i++)
		out_and_in(words.kernel);
	crowd(words.kernel);
	rounds(words.kernel);
	expect("insmod twice", insert_module(MODULE_PATH), EEXIST);
	pass();
}
