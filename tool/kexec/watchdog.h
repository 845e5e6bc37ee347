/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Hardware watchdogs: which one can watch a kexec, and starting and stopping.
 */
#ifndef TOOL_KEXEC_WATCHDOG_H
#define TOOL_KEXEC_WATCHDOG_H

#include <stdbool.h>

#define WATCHDOGS_MAX 32  /* MAX_DOGS of Linux drivers/watchdog */
#define WATCHDOG_WORD 48  /* room for an identity */
#define WATCHDOG_WHY  256 /* and for a reason */

/* What sysfs says of one. */
struct watchdog {
	char name[16];		      /* "watchdog0" */
	char identity[WATCHDOG_WORD]; /* its driver's, or its name */
	char id[WATCHDOG_WORD];	      /* for command lines: "i6300ESB_timer" */
	unsigned int shortest;	      /* seconds; 0: unknown */
	unsigned int longest;
	bool is_active;	   /* a process has it, or left it running */
	bool is_nowayout;  /* once started, it can't be stopped */
	bool is_stoppable; /* it can be; neither: that is unknown */
	bool shows_left; /* how long it waits yet, which tells its hardware's */
	bool is_kept;	 /* it runs on in a kexec; false: that is unknown */
	bool counts_twice; /* it may reset after twice the time */
};

/**
 * watchdog_read - read watchdog @number
 * @root: "" for this machine
 *
 * Return: whether there is one.
 */
bool watchdog_read(const char *root, unsigned int number,
		   struct watchdog *watchdog);

/**
 * watchdog_choose - find one that can watch a kexec for @seconds
 * @watchdog: filled if the function returns true, else zeroed
 * @why: else filled with the reason, of WATCHDOG_WHY bytes
 */
bool watchdog_choose(const char *root, unsigned int seconds,
		     struct watchdog *watchdog, char *why);

/* One that this process has started. */
struct watchdog_run {
	const char *root;
	char name[16];
	char kept[16]; /* what kexec.ko was told before; empty: it still is */
	int fd;
	unsigned int longest; /* seconds, if that was too short; 0: unknown */
	bool runs_on;	      /* it could not be stopped again */
};

/**
 * watchdog_start - start a watchdog that no process has
 * @run: ends with watchdog_stop() or watchdog_leave(), if the function succeeds
 *
 * With kexec.ko, also tells it to leave this one running.
 *
 * Return: 0, or a negative errno: -EBUSY if a process has it, -EOPNOTSUPP if it
 * can't be set to @seconds, or its hardware waits for less than that.
 */
int watchdog_start(const char *root, const char *name, unsigned int seconds,
		   struct watchdog_run *run);

/** watchdog_feed - let its time begin anew */
void watchdog_feed(const struct watchdog_run *run);

/** watchdog_stop - stop it, if that can be, and undo what kexec.ko was told */
void watchdog_stop(struct watchdog_run *run);

/**
 * watchdog_leave - let it run on without this process
 *
 * Return: 0, or -EOPNOTSUPP if its driver can't do that, and it is stopped.
 */
int watchdog_leave(struct watchdog_run *run);

/**
 * watchdog_end - stop one that was left running
 *
 * Return: 0, or a negative errno: -EBUSY if a process has it, -EPERM if it runs
 * on.
 */
int watchdog_end(const char *root, const struct watchdog *watchdog);

#endif
