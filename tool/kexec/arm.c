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
	} else if (record_read(KEXEC_SLOT_NORMAL, "", &record)) {
		if (*record.watchdog)
			wish->seconds = record.fallback;
		memcpy(wish->name, record.watchdog, sizeof(wish->name));
		record_free(&record);
	}
}

static int fail(const struct wish *wish, int err)
{
	const char *why = err == -EOPNOTSUPP ? "it can't be set to that time"
					     : strerror(-err);

	answer_fail("watchdog", why);
	line_print(stderr,
		   "kexec failed: the fallback needs %s for %u s: %s%s; free "
		   "it, or load again without --with-fallback",
		   wish->name, wish->seconds, why,
		   err == -EBUSY ? ", a process has it" : "");
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
	err = watchdog_start(system_root(), wish.name, wish.seconds, &run);
	if (err) {
		unblock_signals();
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
	answer_fail("watchdog", "it stops when it is closed");
	fprintf(stderr, "kexec: the watchdog stops when it is closed: it can "
			"watch a kexec -e alone\n");
	return EXIT_FAILED;
}
