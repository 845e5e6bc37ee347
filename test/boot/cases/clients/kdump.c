// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Debian's kdump-config, unmodified, with its own defaults: it loads, shows and
 * unloads a crash kernel, with stock kexec-tools and with our kexec as
 * /sbin/kexec. Then the kernel crashes. The crash kernel gets the same command
 * line and runs this case again, where kdump-config saves the dump.
 */
#include "test/boot/guest.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/boot/cases/crash/crash.h"

#define CONFIG	 "/usr/sbin/kdump-config"
#define KEXEC	 "/sbin/kexec"
#define STOCK	 "/sbin/kexec.stock"
#define LOG_PATH "/log"
#define LOADED	 "/sys/kernel/kexec_crash_loaded"

static void config(const char *verb, const char *expected)
{
	const char *const argv[] = { CONFIG, verb, NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status || !strstr(result.output, expected))
		fail("kdump-config %s: exit status %d, no '%s': %s", verb,
		     result.status, expected, result.output);
	verdict(verb, "%ld ms", result.wall_ms);
}

static void expect_loaded(const char *expected)
{
	char loaded[8];

	read_text(LOADED, loaded, sizeof(loaded));
	if (!same_text(loaded, expected))
		fail("kexec_crash_loaded is %s instead of %s", loaded,
		     expected);
}

static void use_client(const char *client)
{
	unlink(KEXEC);
	if (link(same_text(client, "stock") ? STOCK : "/kexec", KEXEC))
		fail("no %s kexec at " KEXEC, client);
	verdict("client", "%s", client);
}

static void load(const char *client)
{
	use_client(client);
	config("load", "loaded kdump kernel");
	expect_loaded("1");
	config("show", "current state:    ready to kdump");
}

static void unload(void)
{
	config("unload", "unloaded kdump kernel");
	expect_loaded("0");
	config("status", "current state   : Not ready to kdump");
}

static void make_folders(void)
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

static void second(void)
{
	const char *argv[] = { "/vmcore-dmesg", NULL, NULL };
	struct tool_result result;

	report_facts("");
	make_folders();
	config("savecore", "saved vmcore in /var/crash/");
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

static void die(const char *kernel)
{
	char release[128];

	kernel_release(kernel, release, sizeof(release));
	verdict("expect_release", "%s", release);
	write_text("/dev/kmsg", CRASH_MESSAGE "\n");
	say("die");
	write_text("/proc/sysrq-trigger", "c");
	fail("still alive");
}

void case_kdump(void)
{
	const char *client = word("client", "ours");
	struct load words;

	if (!access("/proc/vmcore", F_OK))
		second();
	kexec_arrive();
	load_from_words(&words);
	make_folders();
	install(words.kernel);
	if (rename(KEXEC, STOCK))
		fail("there is no " KEXEC);
	load(same_text(client, "ours") ? "stock" : "ours");
	unload();
	load(client);
	die(words.kernel);
}
