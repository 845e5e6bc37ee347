// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Debian's kdump-config, unmodified, with its own defaults: it loads, shows and
 * unloads a crash kernel, with stock kexec-tools and with our kexec as
 * /sbin/kexec. Then the kernel crashes. The crash kernel gets the same command
 * line and runs this case again, where kdump-config saves the dump.
 *
 * kx.whole=: the steps of doc/kdump.md, on a kernel without kexec. kdump-tools'
 * own scripts load, and in the crash kernel systemd runs kdump-tools' unit,
 * which saves the dump and reboots. "scripts": the test calls what loads, on a
 * system that was booted without crashkernel=. "systemd": kdump_unit.c.
 */
#include "test/boot/cases/clients/kdump.h"

#include "test/boot/guest.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/boot/cases/crash/crash.h"

#define CONFIG	 "/usr/sbin/kdump-config"
#define KEXEC	 "/sbin/kexec"
#define STOCK	 "/sbin/kexec.stock"
#define LOG_PATH "/log"
#define LOADED	 "/sys/kernel/kexec_crash_loaded"
#define SCRIPT	 "/etc/init.d/kdump-tools"
#define SETTINGS "/etc/default/kdump-tools"
#define INITRD	 "/var/lib/kdump/initrd.img-other"
#define CMDLINE	 "/proc/cmdline"
#define SYSTEMD	 "/lib/systemd/systemd"
#define REBOOT	 "/sbin/reboot"

static void run(const char *program, const char *verb, int status,
		const char *expected)
{
	const char *const argv[] = { program, verb, NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status != status || !strstr(result.output, expected))
		fail("%s %s: exit status %d, no '%s': %s", program, verb,
		     result.status, expected, result.output);
	verdict(verb, "%ld ms", result.wall_ms);
}

static void config(const char *verb, const char *expected)
{
	run(CONFIG, verb, 0, expected);
}

void kdump_expect_loaded(const char *expected)
{
	char loaded[8];

	read_text(LOADED, loaded, sizeof(loaded));
	if (!same_text(loaded, expected))
		fail("kexec_crash_loaded is %s instead of %s", loaded,
		     expected);
}

void kdump_use_client(const char *client)
{
	unlink(KEXEC);
	if (link(same_text(client, "stock") ? STOCK : "/kexec", KEXEC))
		fail("no %s kexec at " KEXEC, client);
	verdict("client", "%s", client);
}

static void load(const char *client)
{
	kdump_use_client(client);
	config("load", "loaded kdump kernel");
	kdump_expect_loaded("1");
	config("show", "current state:    ready to kdump");
}

static void unload(void)
{
	config("unload", "unloaded kdump kernel");
	kdump_expect_loaded("0");
	config("status", "current state   : Not ready to kdump");
}

void kdump_make_folders(void)
{
	static const char *const folders[] = {
		"/tmp",	    "/run",	      "/var",
		"/var/lib", "/var/lib/kdump", "/var/crash",
	};

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		mkdir(folders[i], 0700);
}

/*
 * The files that Debian's packages leave when the kernel is installed: the
 * kernel, under the name of the running one; its initrd, here with everything;
 * and the settings for which the initrd was made. With others it would be made
 * again.
 */
static void install(const char *kernel)
{
	char path[256];
	char release[128];
	struct cpio cpio;

	read_text("/proc/sys/kernel/osrelease", release, sizeof(release));
	snprintf(path, sizeof(path), "/var/lib/kdump/initrd.img-%s", release);
	cpio_create(&cpio, path);
	cpio_add_running_system(&cpio, path);
	cpio_close(&cpio);
	snprintf(path, sizeof(path), "/var/lib/kdump/latest_sysctls-%s",
		 release);
	write_file(path, map_file("/etc/kdump/sysctl.conf"));
	snprintf(path, sizeof(path), "/boot/vmlinuz-%s", release);
	if (link(kernel, path))
		fail("no link from %s to %s", path, kernel);
}

/* The only file that @pattern matches. */
static const char *find(const char *pattern)
{
	static glob_t found;

	if (glob(pattern, 0, NULL, &found) || found.gl_pathc != 1)
		fail("not one file is called %s", pattern);
	return found.gl_pathv[0];
}

static void check_dump(void)
{
	const char *argv[] = { "/vmcore-dmesg", NULL, NULL };
	struct tool_result result;

	crash_check_log("dmesg", map_file(find("/var/crash/*/dmesg.*")));
	argv[1] = find("/var/crash/*/dump.*");
	run_tool_into(LOG_PATH, argv, &result);
	if (result.status)
		fail("vmcore-dmesg %s: exit status %d: %s", argv[1],
		     result.status, result.output);
	crash_check_log("vmcore-dmesg", map_file(LOG_PATH));
	verdict("dump_kib", "%zu", map_file(argv[1]).size / 1024);
	pass();
}

static void second(void)
{
	report_facts("");
	kdump_make_folders();
	/* makedumpfile's progress may fill what is kept of its output. */
	config("savecore", "");
	check_dump();
}

/* PID 1 becomes systemd. This program is its reboot(8), too. */
static void second_by_unit(void)
{
	if (getpid() != 1)
		check_dump();
	report_facts("");
	kdump_make_folders();
	if (link("/init", REBOOT))
		fail("no " REBOOT ": %s", strerror(errno));
	execl(SYSTEMD, SYSTEMD, (char *)NULL);
	fail("no " SYSTEMD ": %s", strerror(errno));
}

void kdump_die(const char *kernel)
{
	char release[128];

	kernel_release(kernel, release, sizeof(release));
	verdict("expect_release", "%s", release);
	write_text("/dev/kmsg", CRASH_MESSAGE "\n");
	say("die");
	write_text("/proc/sysrq-trigger", "c");
	fail("still alive");
}

void kdump_install_other(const char *kernel)
{
	FILE *settings = fopen(SETTINGS, "ae");
	struct cpio cpio;

	fprintf(settings, "KDUMP_KERNEL=%s\nKDUMP_INITRD=" INITRD "\n", kernel);
	fclose(settings);
	cpio_create(&cpio, INITRD);
	cpio_add_running_system(&cpio, INITRD);
	cpio_close(&cpio);
}

/* Let kdump-config read that crashkernel= was given at boot. */
static void show_crashkernel(void)
{
	char line[4096];
	FILE *shown = fopen("/run/kdump-cmdline", "we");

	read_text(CMDLINE, line, sizeof(line));
	fprintf(shown, "%s crashkernel=384M\n", line);
	fclose(shown);
	if (mount("/run/kdump-cmdline", CMDLINE, NULL, MS_BIND, NULL))
		fail("cannot mount on " CMDLINE ": %s", strerror(errno));
}

/* What follows in the crash kernel is second_by_unit(). */
static void go_the_whole_way(const char *kernel)
{
	int err;

	report_facts("first_");
	kdump_make_folders();
	kdump_install_other(kernel);
	kdump_use_client(word("client", "ours"));
	run(CONFIG, "load", 1, "kdump is not supported by this kernel");
	err = insert_module_with("/kexec.ko", "crashkernel=384M");
	if (err)
		fail("insmod kexec.ko: %s", strerror(-err));
	run(CONFIG, "load", 1, "no crashkernel= parameter in the kernel");
	show_crashkernel();
	run(SCRIPT, "start", 0, "loaded kdump kernel");
	if (umount(CMDLINE))
		fail("cannot unmount " CMDLINE ": %s", strerror(errno));
	kdump_expect_loaded("1");
	kdump_die(kernel);
}

void case_kdump(void)
{
	const char *client = word("client", "ours");
	const char *whole = word("whole", "");
	struct load words;

	if (!access("/proc/vmcore", F_OK) && *whole)
		second_by_unit();
	if (!access("/proc/vmcore", F_OK))
		second();
	load_from_words(&words);
	if (rename(KEXEC, STOCK))
		fail("there is no " KEXEC);
	if (same_text(whole, "scripts"))
		go_the_whole_way(words.kernel);
	if (same_text(whole, "systemd"))
		kdump_by_systemd(words.kernel);
	kexec_arrive();
	kdump_make_folders();
	install(words.kernel);
	load(same_text(client, "ours") ? "stock" : "ours");
	unload();
	load(client);
	kdump_die(words.kernel);
}
