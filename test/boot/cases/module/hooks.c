// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Hooks that are disabled from outside and enabled again, at four moments:
 * before insmod, idle, with an image loaded, and during the reboot. Each time
 * the system call is served, or the log has one line, and kexec(8) uses
 * /dev/kexec, or names it if it is missing. kx.before= and kx.later= say which
 * of the two this kernel must do before insmod, and later.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MODULE_PATH "/kexec.ko"
#define FTRACE	    "/proc/sys/kernel/ftrace_enabled"
#define KPROBES	    "/sys/kernel/debug/kprobes/enabled"
#define HOOKS	    "/sys/kernel/kexec_hooks"
#define DEVICE	    "/dev/kexec"
#define AWAY	    "/dev/away"
#define IS_SHUT	    "no hook works"
#define IS_SERVED   "the system calls are served"
#define PATIENCE_MS 10000
/* Long enough for a second line about the same state to be seen. */
#define QUIET_MS 5000

static int the_log;
static unsigned int shut_lines;
static unsigned int served_lines;

static void read_log(void)
{
	char record[8192];
	ssize_t size;

	while ((size = read(the_log, record, sizeof(record) - 1)) > 0) {
		record[size] = '\0';
		shut_lines += !!strstr(record, IS_SHUT);
		served_lines += !!strstr(record, IS_SERVED);
	}
}

static void forget_log(void)
{
	read_log();
	shut_lines = 0;
	served_lines = 0;
}

/*
 * A kernel may lack one (ENOENT), have a hook that cannot be disabled (EBUSY),
 * or not support disabling at all (EOPNOTSUPP: Linux 7.3).
 */
static void set(const char *path, const char *text)
{
	int err = write_text(path, text);

	if (err && err != ENOENT && err != EBUSY && err != EOPNOTSUPP)
		fail("%s to %s: %s", text, path, strerrorname_np(err));
}

static void shut(void)
{
	set(KPROBES, "0");
	set(FTRACE, "0");
}

static void open_again(void)
{
	set(FTRACE, "1");
	set(KPROBES, "1");
}

static bool is_served(void)
{
	return call_kexec_load(0, 0, NULL, KEXEC_ON_CRASH) != -ENOSYS;
}

static void await(const char *when, const unsigned int *lines)
{
	long until = now_ms() + PATIENCE_MS;

	for (read_log(); !*lines; read_log()) {
		if (now_ms() > until)
			fail("%s: nothing is logged", when);
		usleep(50000);
	}
}

static void check_status(const char *when, bool is_working)
{
	char text[4096];

	read_text(HOOKS, text, sizeof(text));
	say("%s", text);
	if (!!strstr(text, " working") != is_working)
		fail("%s: " HOOKS " reads '%s'", when, text);
}

static void run_ours(const char *option, struct tool_result *result)
{
	const char *const argv[] = { "/kexec", option, NULL };

	run_tool(argv, result);
}

static void expect_named(const char *when, const char *option)
{
	struct tool_result result;

	run_ours(option, &result);
	if (!result.status || !strstr(result.output, DEVICE))
		fail("%s: kexec %s ends with %d: %s", when, option,
		     result.status, result.output);
}

/* The device works; without it kexec(8) says what is missing. */
static void check_named(const char *when)
{
	bool was_loaded = kexec_loaded();
	struct tool_result result;

	await(when, &shut_lines);
	if (is_served())
		fail("%s: the system call is served after all", when);
	check_status(when, false);
	if (!was_loaded) {
		run_ours("-u", &result);
		if (result.status)
			fail("%s: no way through " DEVICE, when);
	}
	if (rename(DEVICE, AWAY))
		fail(DEVICE ": %s", strerrorname_np(errno));
	expect_named(when, "-u");
	if (was_loaded)
		expect_named(when, "-e");
	if (rename(AWAY, DEVICE) || kexec_loaded() != was_loaded)
		fail("%s: something else has changed", when);
	usleep(QUIET_MS * 1000);
	read_log();
	if (shut_lines != 1 || served_lines)
		fail("%s: %u lines of shut hooks, %u of open ones", when,
		     shut_lines, served_lines);
}

static void check_shut(const char *when, const char *how)
{
	if (same_text(how, "named")) {
		check_named(when);
	} else {
		if (!is_served())
			fail("%s: the system call is not served", when);
		check_status(when, true);
		usleep(QUIET_MS * 1000);
		read_log();
		if (shut_lines || !is_served())
			fail("%s: the hook is shut after a while", when);
	}
	verdict("shut", "%s: %s", when, how);
}

static void check_open(const char *when, const char *how)
{
	open_again();
	if (same_text(how, "named"))
		await(when, &served_lines);
	if (!is_served())
		fail("%s: the system call is not served again", when);
	check_status(when, true);
	if (served_lines > 1)
		fail("%s: %u lines of open hooks", when, served_lines);
	forget_log();
}

static void insert(void)
{
	char parameters[64];
	int err;

	snprintf(parameters, sizeof(parameters), "hook=%s",
		 word("hook", "auto"));
	err = insert_module_with(MODULE_PATH, parameters);
	if (err)
		fail("insmod %s: %s", parameters, strerrorname_np(-err));
}

/* kx.way=takeover: a hook of one kind is disabled, and another one works. */
static void take_over(void)
{
	set(FTRACE, "0");
	insert();
	check_status("kprobes alone", true);
	if (!is_served())
		fail("kprobes alone: the system call is not served");
	set(KPROBES, "0");
	check_shut("no kprobes either", "named");
	forget_log();
	set(FTRACE, "1");
	await("ftrace takes over", &served_lines);
	if (!is_served())
		fail("ftrace takes over: the system call is not served");
	check_status("ftrace takes over", true);
	set(KPROBES, "1");
	forget_log();
}

static void before_insmod(void)
{
	shut();
	insert();
	check_shut("before insmod", word("before", "named"));
	check_open("before insmod", word("before", "named"));
}

static void *flip(void *unused)
{
	(void)unused;
	for (;;) {
		shut();
		usleep((useconds_t)(random() % 3000));
		open_again();
		usleep((useconds_t)(random() % 3000));
	}
	return NULL;
}

void case_hooks(void)
{
	const char *later = word("later", "named");
	struct tool_result result;
	struct load load;
	pthread_t thread;

	report_facts("first_");
	the_log = log_open();
	forget_log();
	if (same_text(word("way", "plain"), "takeover"))
		take_over();
	else
		before_insmod();
	shut();
	check_shut("idle", later);
	check_open("idle", later);

	load_from_words(&load);
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	load_kernel(&load, &result);
	shut();
	check_shut("loaded", later);
	check_open("loaded", later);
	if (!kexec_loaded())
		fail("nothing is loaded any more");

	if (pthread_create(&thread, NULL, flip, NULL))
		fail("no thread");
	usleep(20000);
	jump(&load);
}
