// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The command line says that this system has to report, within which time, and
 * which watchdog was started before the jump. Only that one is stopped, and
 * only by the first report that can: later it may be somebody else's. A system
 * that reports is not restarted here, also if its watchdog can't be stopped.
 */
#include "tool/kexec/alive.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/fallback.h"
#include "tool/kexec/line.h"
#include "tool/kexec/once.h"
#include "tool/kexec/report.h"
#include "tool/kexec/system.h"
#include "tool/kexec/watchdog.h"

#define LINE_SIZE    8192
#define LOADER	     "/proc/sys/kernel/bootloader_type"
#define BUSY_SECONDS 5
/* Linux Documentation/x86/boot.rst; the last four bits are a version. */
#define LOADER_KEXEC 0xd
/* What Linux takes for the loader when it is entered as PVH (enlighten.c). */
#define LOADER_PVH 0xb

/* What the command line asks for. */
struct pending {
	unsigned int seconds;	  /* 0: nothing is pending */
	char id[WATCHDOG_WORD];	  /* empty: no watchdog */
	char entry[ONCE_ID_SIZE]; /* the boot loader was told; empty: none */
};

static bool read_line(const char *name, char *line)
{
	char path[PATH_MAX];
	bool is_there;
	FILE *file;

	snprintf(path, sizeof(path), "%s%s", system_root(), name);
	file = fopen(path, "re");
	if (!file)
		return false;
	is_there = fgets(line, LINE_SIZE, file) != NULL;
	fclose(file);
	return is_there;
}

/*
 * kernel-install may have copied the words into a boot entry for good. Then the
 * firmware's boot loader, which has another number, passes them on. Only x86
 * has the file.
 */
static bool is_by_kexec(void)
{
	char line[LINE_SIZE];
	unsigned long type;

	if (!read_line(LOADER, line))
		return true;
	type = strtoul(line, NULL, 10) >> 4;
	return type == LOADER_KEXEC || type == LOADER_PVH;
}

/*
 * A crash kernel may have the words of the system that has crashed. It saves a
 * dump, for as long as that takes.
 */
static bool is_crash_kernel(const char *line)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/proc/vmcore", system_root());
	return !access(path, F_OK) || fallback_value(line, "elfcorehdr=");
}

static void find_pending(struct pending *pending)
{
	char line[LINE_SIZE];
	const char *value;

	*pending = (struct pending){ .seconds = 0 };
	if (!read_line("/proc/cmdline", line) || is_crash_kernel(line) ||
	    !is_by_kexec())
		return;
	value = fallback_value(line, FALLBACK_WITHIN);
	if (value)
		pending->seconds = (unsigned int)strtoul(value, NULL, 10);
	value = fallback_value(line, FALLBACK_WATCHDOG);
	if (value)
		snprintf(pending->id, sizeof(pending->id), "%.*s",
			 (int)strcspn(value, " \n"), value);
	value = fallback_value(line, FALLBACK_ENTRY);
	if (value)
		once_decode(value, pending->entry);
}

/* Marks: there was a report; and its watchdog needs nothing more. */
static const char alive[] = "alive";
static const char released[] = "alive-watchdog";

static void make_mark_path(const char *name, char *path)
{
	snprintf(path, PATH_MAX, "%s/%s", system_state_folder(), name);
}

static bool is_marked(const char *name)
{
	char path[PATH_MAX];

	make_mark_path(name, path);
	return !access(path, F_OK);
}

static int fail(const char *name, const char *object, const char *reason)
{
	answer_fail(name, reason);
	line_print(stderr, "kexec: %s: %s", object, reason);
	return EXIT_FAILED;
}

static int mark(const char *name)
{
	char path[PATH_MAX];
	int fd;

	make_mark_path(name, path);
	if (mkdir(system_state_folder(), 0755) && errno != EEXIST)
		fd = -1;
	else
		fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
			  0600);
	if (fd < 0)
		return fail("write", path, strerror(errno));
	close(fd);
	return EXIT_OK;
}

static void say(const struct options *options, const char *what,
		const char *then)
{
	if (!(options->flags & FLAG_QUIET))
		line_print(stderr, "kexec: %s: %s", what, then);
}

/* One of the two kernels may know no more of it than its name. */
static bool is_it(const struct watchdog *watchdog, const char *id)
{
	return !strcmp(watchdog->id, id) || !strcmp(watchdog->name, id) ||
	       !strcmp(watchdog->id, watchdog->name);
}

static bool find_watchdog(const char *id, struct watchdog *watchdog)
{
	unsigned int i;

	for (i = 0; i < WATCHDOGS_MAX; i++)
		if (watchdog_read(system_root(), i, watchdog) &&
		    is_it(watchdog, id))
			return true;
	return false;
}

/* A program that only looks, as wdctl(8) does, has it for a moment. */
static int try_end(const struct watchdog *watchdog)
{
	int err = watchdog_end(system_root(), watchdog);
	int i;

	for (i = 0; err == -EBUSY && i < BUSY_SECONDS; i++) {
		system_wait();
		err = watchdog_end(system_root(), watchdog);
	}
	return err;
}

/*
 * Opening one that can't be stopped would start it for good. If that is
 * unknown, it is opened: most can be, and it may be running.
 */
static int end_watchdog(const struct options *options, const char *id)
{
	struct watchdog watchdog;
	int err;

	if (!find_watchdog(id, &watchdog))
		return fail("watchdog", id,
			    "there is no such watchdog here, so it can't be "
			    "stopped, and may reset the machine; load its "
			    "driver and report again");
	if (watchdog.is_nowayout && !watchdog.is_active)
		return fail("watchdog", watchdog.name,
			    "this kernel can't stop it (nowayout), and if it "
			    "runs, it resets the machine; have a process feed "
			    "it, as systemd does with RuntimeWatchdogSec=");
	err = try_end(&watchdog);
	if (err == -EBUSY)
		say(options, watchdog.name,
		    "a process has it, and has to feed it");
	else if (err)
		return fail("watchdog", watchdog.name,
			    err == -EPERM ? "it does not stop, and resets the "
					    "machine; have a process feed it, "
					    "as systemd does with "
					    "RuntimeWatchdogSec="
					  : strerror(-err));
	else
		say(options, watchdog.name, "stopped");
	return EXIT_OK;
}

/* It may be forgotten already, or another one, which is somebody's wish. */
static int forget_entry(struct kexec_ctx *ctx, const struct options *options,
			const char *id)
{
	bool was_set = false;
	int status = once_clear(ctx, options, id, &was_set);

	if (!status)
		say(options, id,
		    was_set ? "the boot loader starts it no longer"
			    : "the boot loader was not told to start it once");
	return status;
}

int alive_report(struct kexec_ctx *ctx, const struct options *options)
{
	struct pending pending;
	int entry_status = EXIT_OK;
	int status;

	if (!system_is_root())
		return fail("not-permitted", "--report-alive",
			    "only root can report");
	find_pending(&pending);
	if (!pending.seconds) {
		say(options, "--report-alive", "no fallback is pending");
		return EXIT_OK;
	}
	if (is_marked(released)) {
		say(options, "--report-alive", "it was reported before");
		return EXIT_OK;
	}
	status = mark(alive);
	if (!status && *pending.id)
		status = end_watchdog(options, pending.id);
	/* Also if the watchdog runs on. */
	if (*pending.entry && is_marked(alive))
		entry_status = forget_entry(ctx, options, pending.entry);
	status = status ? status : entry_status;
	return status ? status : mark(released);
}

int alive_await(struct kexec_ctx *ctx, const struct options *options)
{
	struct pending pending;

	(void)ctx;
	if (!system_is_root())
		return fail("not-permitted", "--await-report",
			    "only root can restart the system");
	find_pending(&pending);
	if (!pending.seconds) {
		say(options, "--await-report", "no fallback is pending");
		return EXIT_OK;
	}
	if (is_marked(alive))
		return EXIT_OK;
	if (system_uptime() >= pending.seconds)
		return fail("late", "--await-report",
			    "it was started when the time had passed: this "
			    "system is not restarted");
	while (!is_marked(alive) && system_uptime() < pending.seconds)
		system_wait();
	if (is_marked(alive))
		return EXIT_OK;
	line_print(stderr,
		   "kexec: no report after %u s: the machine restarts through "
		   "its firmware",
		   pending.seconds);
	return fail("restart", "reboot", strerror(-system_restart()));
}
