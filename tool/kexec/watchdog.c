// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Watchdogs by Linux's watchdog core: sysfs says what they are, in less detail
 * without CONFIG_WATCHDOG_SYSFS, and a device starts one when it is opened. If
 * it is closed without the letter V, it runs on (Linux
 * Documentation/watchdog/watchdog-api.rst).
 */
#include "tool/kexec/watchdog.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/watchdog.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "tool/kexec/system.h"

#define FACT_SIZE      WATCHDOG_WORD
#define KEEP	       "/sys/module/kexec/parameters/keep_watchdogs"
#define LEFT_TRIES     10
#define LEFT_ROUNDING  2 /* seconds */
#define STOP_ON_REBOOT "/sys/module/watchdog/parameters/stop_on_reboot"

/*
 * Identities of drivers that call watchdog_stop_on_reboot(): their watchdogs
 * are stopped in a kexec (Linux 6.1 drivers/watchdog, those for PCs).
 */
static const char *const stopped[] = {
	"i6300ESB timer",  "iTCO_wdt",	      "SP5100 TCO timer",
	"wdat_wdt",	   "IT87 WDT",	      "W83627HF Watchdog",
	"iamt_wdt",	   "KEMPLD Watchdog", "Exar XR28V38x Watchdog",
	"simatic_ipc_wdt", "xen_wdt",
};

/*
 * Its chip interrupts the firmware after the time, and resets the machine after
 * the same time again; the firmware may reset it before (Linux
 * drivers/watchdog/iTCO_wdt.c halves the time for the first such chips alone).
 */
static const char twice[] = "iTCO_wdt";

/* It is a timer of the running kernel, and ends with that. */
static const char software[] = "Software Watchdog";

/* A line, without its end. Return: whether there is one. */
static bool read_line(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");
	bool is_there;

	if (!file)
		return false;
	is_there = fgets(text, (int)size, file) != NULL;
	fclose(file);
	if (is_there)
		text[strcspn(text, "\n")] = '\0';
	return is_there;
}

static bool read_fact(const char *root, const char *name, const char *fact,
		      char *text)
{
	char path[PATH_MAX];

	text[0] = '\0';
	snprintf(path, sizeof(path), "%s/sys/class/watchdog/%s/%s", root, name,
		 fact);
	return read_line(path, text, FACT_SIZE);
}

static unsigned int read_number(const char *root, const char *name,
				const char *fact)
{
	char text[FACT_SIZE];

	read_fact(root, name, fact, text);
	return (unsigned int)strtoul(text, NULL, 10);
}

static void make_id(const char *identity, char *id)
{
	for (; *identity; identity++)
		*id++ = (char)(isalnum((unsigned char)*identity) ? *identity
								 : '_');
	*id = '\0';
}

/* What the file says; -1, also without it: each driver decides. */
static int stop_on_reboot(const char *root)
{
	char path[PATH_MAX];
	char text[16];

	snprintf(path, sizeof(path), "%s" STOP_ON_REBOOT, root);
	return read_line(path, text, sizeof(text)) ? (int)strtol(text, NULL, 10)
						   : -1;
}

static bool has_module(const char *root)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s" KEEP, root);
	return !access(path, F_OK);
}

/* Linux has this file for drivers that can tell it. */
static bool shows_left(const char *root, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/sys/class/watchdog/%s/timeleft", root,
		 name);
	return !access(path, F_OK);
}

bool watchdog_read(const char *root, unsigned int number,
		   struct watchdog *watchdog)
{
	char text[FACT_SIZE];

	*watchdog = (struct watchdog){ 0 };
	snprintf(watchdog->name, sizeof(watchdog->name), "watchdog%u", number);
	if (!read_fact(root, watchdog->name, "dev", text))
		return false;
	if (!read_fact(root, watchdog->name, "identity", watchdog->identity))
		memcpy(watchdog->identity, watchdog->name,
		       sizeof(watchdog->name));
	make_id(watchdog->identity, watchdog->id);
	watchdog->shortest = read_number(root, watchdog->name, "min_timeout");
	watchdog->longest = read_number(root, watchdog->name, "max_timeout");
	watchdog->shows_left = shows_left(root, watchdog->name);
	read_fact(root, watchdog->name, "nowayout", text);
	watchdog->is_stoppable = text[0] == '0';
	watchdog->is_nowayout = *text && !watchdog->is_stoppable;
	read_fact(root, watchdog->name, "state", text);
	watchdog->is_active = !strcmp(text, "active");
	watchdog->is_kept = has_module(root) || !stop_on_reboot(root);
	watchdog->counts_twice = !strcmp(watchdog->identity, twice);
	return true;
}

/* f71808e_wdt puts a chip of Fintek's first: "f71868 watchdog". */
static bool is_fintek(const char *identity)
{
	const char *end = strchr(identity, ' ');

	return (!strncmp(identity, "f71", 3) || !strncmp(identity, "f81", 3)) &&
	       end && !strcmp(end, " watchdog");
}

static bool is_stopped(const char *root, const struct watchdog *watchdog)
{
	size_t i;

	if (watchdog->is_kept)
		return false;
	if (stop_on_reboot(root) > 0)
		return true;
	for (i = 0; i < sizeof(stopped) / sizeof(stopped[0]); i++)
		if (!strcmp(watchdog->identity, stopped[i]))
			return true;
	return is_fintek(watchdog->identity);
}

/* Return: NULL if it can watch, or the reason. */
static const char *find_fault(const char *root, const struct watchdog *watchdog,
			      unsigned int seconds)
{
	if (!strcmp(watchdog->identity, software))
		return "it is a timer of this kernel, and ends with it";
	if (is_stopped(root, watchdog))
		return "this kernel stops it in a kexec; "
		       "watchdog.stop_on_reboot=0 on its command line "
		       "prevents that";
	if (!watchdog->is_stoppable)
		return "a report can't stop it, or that is unknown (nowayout)";
	if (watchdog->is_active)
		return "it runs already, for another process: "
		       "RuntimeWatchdogSec=off frees it, if that is systemd";
	/* Linux may ping one that waits for less, as long as it runs. */
	if (!watchdog->longest && !watchdog->shows_left)
		return "its longest time is unknown, and a shorter one would "
		       "reset a system that is well";
	if (watchdog->longest && watchdog->longest < seconds)
		return "its longest time is shorter";
	return seconds < watchdog->shortest ? "its shortest time is longer"
					    : NULL;
}

bool watchdog_choose(const char *root, unsigned int seconds,
		     struct watchdog *watchdog, char *why)
{
	const char *fault;
	unsigned int i;

	why[0] = '\0';
	for (i = 0; i < WATCHDOGS_MAX; i++) {
		if (!watchdog_read(root, i, watchdog))
			continue;
		fault = find_fault(root, watchdog, seconds);
		if (!fault)
			return true;
		if (!*why)
			snprintf(why, WATCHDOG_WHY, "%s (%s): %s",
				 watchdog->name, watchdog->identity, fault);
	}
	if (!*why)
		snprintf(why, WATCHDOG_WHY,
			 "this system has no watchdog, or not its driver");
	*watchdog = (struct watchdog){ 0 };
	return false;
}

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/*
 * Tell kexec.ko, if it is there, to leave this one running. It may have been
 * told to leave all.
 */
static int keep(struct watchdog_run *run)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s" KEEP, run->root);
	if (read_line(path, run->kept, sizeof(run->kept)) &&
	    run->kept[0] != 'Y')
		return write_text(path, run->name);
	run->kept[0] = '\0';
	return 0;
}

static void restore(const struct watchdog_run *run)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s" KEEP, run->root);
	if (*run->kept)
		(void)write_text(path, run->kept);
}

static int open_device(const char *root, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/dev/%s", root, name);
	return system_open_watchdog(path);
}

/*
 * A driver may take any time, and have Linux ping hardware that waits for less.
 * That ends with the jump. What is left right after a ping tells; a counter may
 * need a moment to begin anew.
 */
static int check_left(struct watchdog_run *run, unsigned int seconds)
{
	const struct timespec moment = { .tv_nsec = 100000000 };
	int left = 0;
	int i;

	for (i = 0; i < LEFT_TRIES; i++) {
		watchdog_feed(run);
		if (ioctl(run->fd, WDIOC_GETTIMELEFT, &left) ||
		    left >= (int)seconds - LEFT_ROUNDING)
			return 0;
		nanosleep(&moment, NULL);
	}
	run->longest = left < 0 ? 0 : (unsigned int)left;
	return -EOPNOTSUPP;
}

/* Drivers round; less than @seconds would reset a system that reports. */
static int set_time(struct watchdog_run *run, unsigned int seconds)
{
	int got = (int)seconds;

	if (ioctl(run->fd, WDIOC_SETTIMEOUT, &got))
		return -errno;
	return got < (int)seconds ? -EOPNOTSUPP : check_left(run, seconds);
}

int watchdog_start(const char *root, const char *name, unsigned int seconds,
		   struct watchdog_run *run)
{
	int err;

	*run = (struct watchdog_run){ .root = root };
	snprintf(run->name, sizeof(run->name), "%s", name);
	err = keep(run);
	if (err)
		return err;
	run->fd = open_device(root, name);
	if (run->fd < 0) {
		restore(run);
		return run->fd;
	}
	err = set_time(run, seconds);
	if (err)
		watchdog_stop(run);
	return err;
}

/* A write pings by every driver, and the call by most. */
void watchdog_feed(const struct watchdog_run *run)
{
	if (ioctl(run->fd, WDIOC_KEEPALIVE, 0))
		(void)!write(run->fd, "", 1);
}

/*
 * A close says nothing. So the device is asked to stop before; sysfs knows it
 * for sure, if it has the file.
 */
static int stop(const char *root, const char *name, int fd)
{
	int request = WDIOS_DISABLECARD;
	int err = ioctl(fd, WDIOC_SETOPTIONS, &request);
	char text[FACT_SIZE];

	(void)!write(fd, "V", 1);
	close(fd);
	if (read_fact(root, name, "state", text))
		return strcmp(text, "active") ? 0 : -EPERM;
	return err ? -EPERM : 0;
}

void watchdog_stop(struct watchdog_run *run)
{
	run->runs_on = stop(run->root, run->name, run->fd) != 0;
	restore(run);
}

int watchdog_leave(struct watchdog_run *run)
{
	struct watchdog_info info = { 0 };

	if (ioctl(run->fd, WDIOC_GETSUPPORT, &info) ||
	    !(info.options & WDIOF_MAGICCLOSE)) {
		watchdog_stop(run);
		return -EOPNOTSUPP;
	}
	watchdog_feed(run);
	close(run->fd);
	return 0;
}

int watchdog_end(const char *root, const struct watchdog *watchdog)
{
	int fd = open_device(root, watchdog->name);

	return fd < 0 ? fd : stop(root, watchdog->name, fd);
}
