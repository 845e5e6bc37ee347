/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The memory of a process, and the most that it had. */
#ifndef TEST_DIFFER_MEMORY_H
#define TEST_DIFFER_MEMORY_H

#include <stdbool.h>
#include <sys/types.h>

struct memory_peak {
	long kib;      /* mapped pages, and its files in memory */
	long anon_kib; /* anonymous pages alone */
};

/**
 * memory_sample - raise a peak to what a process has now
 * @peak: begins with zeroes
 *
 * Counts each page that it maps, those of files among them, and every page of
 * files without a name (memfd, O_TMPFILE) that it has open, mapped or not.
 * Memory only grows between two calls that give some back: sampling before
 * each of them finds the peak.
 *
 * Return: false if /proc does not say it.
 */
bool memory_sample(pid_t pid, struct memory_peak *peak);

/*
 * Microseconds that the process has run; 0 if its kernel does not say
 * (CONFIG_SCHED_INFO).
 */
long memory_time_us(pid_t pid);

#endif
