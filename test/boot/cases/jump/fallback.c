// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A load with --with-fallback, and what the next system does then (kx.how=): it
 * hangs before its init, finds no root, has an init that says nothing, waits
 * for a report, or reports in time. All but the last must end in a reset. On a
 * kernel with kexec of its own, whose drivers are modules, kx.dog= says which
 * watchdog it is.
 */
#include "test/boot/cases/jump/fallback.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHORT 6
/* More than the watchdog waits for in any row. */
#define LONG 70

/* panic= is what --with-fallback adds. */
#define LINE "console=ttyS0 no_timer_check kx.case=fallback_second kx.how="

static const struct how {
	const char *name;
	unsigned int seconds;
	const char *words; /* for the next kernel */
	bool has_initrd;
} hows[] = {
	{ "hang", 60, "root=/dev/none rootwait", false },
	{ "root", 20, "root=/dev/none", false },
	{ "silent", 60, "", true },
	{ "slow", 120, "", true },
	{ "await", 20, "", true },
	{ "report", 60, "", true },
};

/* Their modules, each with what it needs before it. */
static const struct dog {
	const char *name;
	const char *identity;
	const char *modules[4];
} dogs[] = {
	{ "i6300esb", "i6300ESB timer", { "i6300esb" } },
	{ "itco",
	  "iTCO_wdt",
	  { "iTCO_vendor_support", "intel_pmc_bxt", "iTCO_wdt", "lpc_ich" } },
};

static const struct dog *find_dog(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(dogs); i++)
		if (same_text(dogs[i].name, word("dog", "")))
			return &dogs[i];
	return NULL;
}

static void insert(const char *name, const char *parameters)
{
	char path[64];
	int err;

	snprintf(path, sizeof(path), "/watchdogs/%s.ko", name);
	err = insert_module_with(path, parameters);
	if (err)
		fail("insmod %s: %d", path, err);
}

/* As modprobe does with the words watchdog.NAME=VALUE of the command line. */
bool insert_watchdog(void)
{
	const struct dog *dog = find_dog();

	if (!dog)
		return false;
	insert("watchdog", "stop_on_reboot=0 open_timeout=60");
	for (size_t i = 0; i < ARRAY_SIZE(dog->modules) && dog->modules[i]; i++)
		insert(dog->modules[i], "");
	if (access("/dev/watchdog0", F_OK))
		fail("no watchdog by %s", dog->name);
	return true;
}

static const struct how *find_how(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(hows); i++)
		if (same_text(hows[i].name, word("how", "")))
			return &hows[i];
	fail("kx.how=%s is not known", word("how", ""));
}

void must_say(const struct tool_result *result, const char *text)
{
	if (!strstr(result->output, text))
		fail("not said: %s", text);
}

/*
 * The kernel under test was built without CONFIG_WATCHDOG_SYSFS. This is what a
 * load has to know; a report can do without the others.
 */
static const char *const facts[][2] = {
	{ "dev", "10:130\n" },
	{ "identity", "i6300ESB timer\n" },
	{ "nowayout", "0\n" },
	{ "max_timeout", "2046\n" },
};

static void show_watchdog(size_t nr_facts)
{
	char path[64];
	struct bytes text;

	if (insert_watchdog() || access("/dev/watchdog0", F_OK))
		return;
	if (mount("none", "/sys/class/watchdog", "tmpfs", 0, "") ||
	    mkdir("/sys/class/watchdog/watchdog0", 0755))
		fail("/sys/class/watchdog: %s", strerror(errno));
	for (size_t i = 0; i < nr_facts; i++) {
		snprintf(path, sizeof(path), "/sys/class/watchdog/watchdog0/%s",
			 facts[i][0]);
		text = (struct bytes){ (const uint8_t *)facts[i][1],
				       strlen(facts[i][1]) };
		write_file(path, text);
	}
}

static void check_promises(const struct tool_result *result)
{
	const struct dog *dog = find_dog();
	char line[64];

	must_say(result, "ends in a reboot 10 s later");
	snprintf(line, sizeof(line), "watchdog0 (%s) resets a system",
		 dog ? dog->identity : "i6300ESB timer");
	if (word("watchdog", NULL))
		must_say(result, line);
	else
		must_say(result, "a hang is not ended: this system has no "
				 "watchdog");
	must_say(result, "kexec-await.service");
	if (dog && same_text(dog->name, "itco"))
		must_say(result, "s after it: this watchdog counts twice");
}

static void add_module(struct cpio *cpio, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/watchdogs/%s.ko", name);
	cpio_add_file(cpio, path + 1, path);
}

static void add_modules(struct cpio *cpio, const struct dog *dog)
{
	cpio_add_directory(cpio, "watchdogs");
	add_module(cpio, "watchdog");
	for (size_t i = 0; i < ARRAY_SIZE(dog->modules) && dog->modules[i]; i++)
		add_module(cpio, dog->modules[i]);
}

/* It reports by kexec(8). */
static void pack_initrd(void)
{
	struct cpio cpio;

	cpio_create(&cpio, "/initrd");
	cpio_add_file(&cpio, "init", "/init");
	cpio_add_file(&cpio, "kexec", "/kexec");
	if (find_dog())
		add_modules(&cpio, find_dog());
	cpio_close(&cpio);
}

void case_fallback(void)
{
	const struct how *how = find_how();
	const char *const start[] = { "/kexec", "-e", NULL };
	char line[256], kernel[128], call[4];
	char within[32];
	const char *argv[] = { "/kexec", call,	 "-l", within,
			       line,	 kernel, NULL, NULL };
	struct tool_result result;

	kexec_arrive();
	show_watchdog(ARRAY_SIZE(facts));
	mkdir("/run", 0755);
	snprintf(within, sizeof(within), "--with-fallback=%u", how->seconds);
	snprintf(call, sizeof(call), "-%s", word("call", "c"));
	snprintf(kernel, sizeof(kernel), "/boot/vmlinuz-%s",
		 word("target", "cloud"));
	snprintf(line, sizeof(line), "--command-line=" LINE "%s kx.dog=%s %s",
		 how->name, word("dog", "none"), how->words);
	if (how->has_initrd) {
		pack_initrd();
		argv[6] = "--initrd=/initrd";
	}
	run_tool(argv, &result);
	if (result.status)
		fail("load: exit status %d: %s", result.status, result.output);
	check_promises(&result);
	say("jump");
	run_tool(start, &result);
	fail("kexec -e came back with exit status %d: %s", result.status,
	     result.output);
}

/* Its driver has stopped it. So that the report has something to do: */
static void start_watchdog(void)
{
	int seconds = SHORT;
	int fd = open("/dev/watchdog0", O_WRONLY);

	if (fd < 0 || ioctl(fd, WDIOC_SETTIMEOUT, &seconds) || close(fd))
		fail("/dev/watchdog0: %s", strerror(errno));
}

static void report_in_time(void)
{
	const char *const argv[] = { "/kexec", "--report-alive", NULL };
	struct tool_result result;

	/* With iTCO_wdt, it has run since the jump. */
	if (!find_dog())
		start_watchdog();
	run_tool(argv, &result);
	if (result.status)
		fail("--report-alive: exit status %d", result.status);
	must_say(&result, "watchdog0: stopped");
	run_tool(argv, &result);
	must_say(&result, "reported before");
	sleep(find_dog() ? LONG : SHORT + 2);
	say("alive");
	pass();
}

/* What it says is on the console before the restart. */
static void await_report(void)
{
	int console = open("/dev/console", O_WRONLY);
	pid_t pid = fork();

	if (console < 0 || pid < 0)
		fail("/dev/console: %s", strerror(errno));
	if (pid)
		return;
	dup2(console, STDERR_FILENO);
	execl("/kexec", "/kexec", "--await-report", (char *)NULL);
	_exit(1);
}

/* By this, a report knows that its words are not old ones. */
static void check_loader(void)
{
	char type[16];

	read_text("/proc/sys/kernel/bootloader_type", type, sizeof(type));
	if (!same_text(type, "208"))
		fail("this kernel's loader is %s, not kexec", type);
}

void case_fallback_second(void)
{
	show_watchdog(1);
	mkdir("/run", 0755);
	say("second system");
	check_loader();
	if (same_text(word("how", ""), "report"))
		report_in_time();
	if (same_text(word("how", ""), "await"))
		await_report();
	for (;;)
		sleep(1);
}
