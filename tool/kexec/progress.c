// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A thread draws the bar, because the load may be in one system call for
 * seconds; a signal would interrupt that call. It ends before anything is
 * started. The library says when a stage begins.
 */
#include "tool/kexec/progress.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BAR_COLUMNS 30
/* Back to the first column; erase to the end of the line (ECMA-48). */
#define ERASE	  "\r\033[K"
#define PERIOD_NS 250000000L
#define NS_PER_S  1000000000L

static struct {
	pthread_mutex_t lock;
	pthread_cond_t ended;
	pthread_t thread;
	bool is_begun;
	bool is_ending;
	bool is_drawn;
	enum kexec_stage stage;
	unsigned int percent;
} bar = { .lock = PTHREAD_MUTEX_INITIALIZER,
	  .ended = PTHREAD_COND_INITIALIZER };

static const char *const stage_words[] = {
	[KEXEC_STAGE_CHECK] = "checking the files",
	[KEXEC_STAGE_INITRDS] = "unpacking initrds",
	[KEXEC_STAGE_KERNEL] = "unpacking the kernel",
	[KEXEC_STAGE_CALL] = "loading",
};

void progress_line(char line[PROGRESS_LINE], enum kexec_stage stage,
		   unsigned int percent, unsigned int seconds)
{
	char columns[BAR_COLUMNS + 1];
	unsigned int full = percent * BAR_COLUMNS / 100;

	memset(columns, ' ', BAR_COLUMNS);
	memset(columns, '=', full);
	if (full < BAR_COLUMNS)
		columns[full] = '>';
	columns[BAR_COLUMNS] = '\0';
	snprintf(line, PROGRESS_LINE, "[%s] %3u%% %s, %u s", columns, percent,
		 stage_words[stage], seconds);
}

/* Under the lock. */
static void erase(void)
{
	if (bar.is_drawn)
		fputs(ERASE, stderr);
	fflush(stderr);
	bar.is_drawn = false;
}

static void add_time(struct timespec *time, long ns)
{
	time->tv_nsec += ns;
	time->tv_sec += time->tv_nsec / NS_PER_S;
	time->tv_nsec %= NS_PER_S;
}

static void *draw(void *unused)
{
	struct timespec begin;
	struct timespec next;
	char line[PROGRESS_LINE];

	(void)unused;
	clock_gettime(CLOCK_REALTIME, &begin);
	next = begin;
	add_time(&next, NS_PER_S);
	pthread_mutex_lock(&bar.lock);
	while (!bar.is_ending) {
		if (pthread_cond_timedwait(&bar.ended, &bar.lock, &next) !=
		    ETIMEDOUT)
			continue;
		progress_line(line, bar.stage, bar.percent,
			      (unsigned int)(next.tv_sec - begin.tv_sec));
		fprintf(stderr, "\r%s\033[K", line);
		fflush(stderr);
		bar.is_drawn = true;
		add_time(&next, PERIOD_NS);
	}
	erase();
	pthread_mutex_unlock(&bar.lock);
	return NULL;
}

static void advance(void *data, enum kexec_stage stage, uint64_t done,
		    uint64_t total)
{
	(void)data;
	pthread_mutex_lock(&bar.lock);
	bar.stage = stage;
	/* The call begins again if another one has failed. */
	if (total && done * 100 / total > bar.percent)
		bar.percent = (unsigned int)(done * 100 / total);
	pthread_mutex_unlock(&bar.lock);
}

void progress_begin(struct kexec_ctx *ctx, const struct options *options)
{
	sigset_t all;
	sigset_t before;

	if (options->flags & (FLAG_QUIET | FLAG_DEBUG) ||
	    !isatty(STDERR_FILENO))
		return;
	bar.is_ending = false;
	bar.stage = KEXEC_STAGE_CHECK;
	bar.percent = 0;
	/* Signals are for the thread that loads. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bar.is_begun = !pthread_create(&bar.thread, NULL, draw, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (bar.is_begun)
		kexec_ctx_set_progress(ctx, advance, NULL);
}

void progress_end(struct kexec_ctx *ctx)
{
	if (!bar.is_begun)
		return;
	kexec_ctx_set_progress(ctx, NULL, NULL);
	pthread_mutex_lock(&bar.lock);
	bar.is_ending = true;
	pthread_cond_signal(&bar.ended);
	pthread_mutex_unlock(&bar.lock);
	pthread_join(bar.thread, NULL);
	bar.is_begun = false;
}

void progress_hide(void)
{
	if (!bar.is_begun)
		return;
	pthread_mutex_lock(&bar.lock);
	erase();
	pthread_mutex_unlock(&bar.lock);
}
