// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A load alone starts no watchdog, since this system may run on for days. The
 * jump does, and only the one that the next kernel's command line names: no
 * other would be stopped by a report.
 */
#include "tool/kexec/arm.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/fallback.h"
#include "tool/kexec/line.h"
#include "tool/kexec/record.h"
#include "tool/kexec/report.h"
#include "tool/kexec/system.h"
#include "tool/kexec/watchdog.h"

static struct watchdog_run run;
static sigset_t signals; /* what was blocked before */
static bool is_running;

/* What is to be started, and for how long; 0: nothing. */
struct wish {
	char name[RECORD_NAME_SIZE];
	char id[WATCHDOG_WORD];
	unsigned int seconds;
};

/* With -f the load is of this process, and a record of it may be missing. */
static void find_wish(const struct options *options, struct wish *wish)
{
	struct fallback fallback;
	struct record record;

	*wish = (struct wish){ .seconds = 0 };
	if (fallback_find(options, &fallback)) {
		if (!fallback.has_watchdog)
			return;
		wish->seconds = fallback.seconds;
		snprintf(wish->name, sizeof(wish->name), "%s",
			 fallback.watchdog.name);
		memcpy(wish->id, fallback.watchdog.id, sizeof(wish->id));
	} else if (record_read(KEXEC_SLOT_NORMAL, "", &record)) {
		if (*record.watchdog)
			wish->seconds = record.fallback;
		memcpy(wish->name, record.watchdog, sizeof(wish->name));
		memcpy(wish->id, record.id, sizeof(wish->id));
		record_free(&record);
	}
}

/*
 * Drivers that were loaded anew may have other numbers. The next kernel's
 * report stops the one that has this identity.
 */
static bool is_another(const struct wish *wish)
{
	struct watchdog watchdog;
	unsigned int i;

	for (i = 0; i < WATCHDOGS_MAX; i++)
		if (watchdog_read(system_root(), i, &watchdog) &&
		    !strcmp(watchdog.name, wish->name))
			return strcmp(watchdog.id, wish->id) != 0;
	return false;
}

static int start(const struct wish *wish)
{
	if (is_another(wish))
		return -ESTALE;
	return watchdog_start(system_root(), wish->name, wish->seconds, &run);
}

static void explain(int err, char *why, size_t size)
{
	const char *text = strerror(-err);

	if (err == -ESTALE)
		text = "it is another watchdog now than at the load";
	else if (err == -EBUSY)
		text = "a process has it";
	else if (err == -EOPNOTSUPP)
		text = "it can't be set to that time";
	if (err == -EOPNOTSUPP && run.longest)
		snprintf(why, size, "its hardware waits for %u s at most",
			 run.longest);
	else
		snprintf(why, size, "%s", text);
}

/* If nothing is done, it resets this system. */
static void warn_of(const struct watchdog_run *left)
{
	if (left->runs_on)
		line_print(stderr,
			   "kexec: %s can't be stopped again: it resets this "
			   "system unless a process feeds it, as systemd does "
			   "with RuntimeWatchdogSec=",
			   left->name);
}

static int fail(const struct wish *wish, int err)
{
	char why[WATCHDOG_WHY];

	explain(err, why, sizeof(why));
	answer_fail("watchdog", why);
	line_print(stderr,
		   "kexec failed: the fallback needs %s for %u s: %s; %s "
		   "--with-fallback",
		   wish->name, wish->seconds, why,
		   err == -EBUSY ? "free it, or load again without"
				 : "load again, with another time or without");
	return EXIT_FAILED;
}

/*
 * A process that is ended or stopped meanwhile, for example since its terminal
 * is gone with the network, would leave the watchdog to reset this system.
 */
static void block_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &signals);
}

static void unblock_signals(void)
{
	sigprocmask(SIG_SETMASK, &signals, NULL);
}

int arm_begin(struct kexec_ctx *ctx, const struct options *options)
{
	struct wish wish;
	int err;

	(void)ctx;
	find_wish(options, &wish);
	if (!wish.seconds)
		return EXIT_OK;
	block_signals();
	err = start(&wish);
	if (err) {
		unblock_signals();
		warn_of(&run);
		return fail(&wish, err);
	}
	is_running = true;
	return EXIT_OK;
}

void arm_feed(void)
{
	if (is_running)
		watchdog_feed(&run);
}

void arm_end(void)
{
	if (!is_running)
		return;
	watchdog_stop(&run);
	is_running = false;
	warn_of(&run);
	unblock_signals();
}

/* Without the record, which only root can read, it would seem unneeded. */
static int refuse(void)
{
	answer_fail("not-permitted", "only root can start a watchdog");
	fprintf(stderr, "kexec: --arm-fallback: only root can start a "
			"watchdog\n");
	return EXIT_FAILED;
}

int arm_leave(struct kexec_ctx *ctx, const struct options *options)
{
	int status;
	int err;

	if (!system_is_root())
		return refuse();
	status = arm_begin(ctx, options);
	if (!is_running)
		return status;
	err = watchdog_leave(&run);
	is_running = false;
	unblock_signals();
	if (!err)
		return EXIT_OK;
	warn_of(&run);
	answer_fail("watchdog", "it stops when it is closed");
	fprintf(stderr, "kexec: the watchdog stops when it is closed: it can "
			"watch a kexec -e alone\n");
	return EXIT_FAILED;
}
