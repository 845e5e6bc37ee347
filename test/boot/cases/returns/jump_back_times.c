// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Clocks. The monotonic clock continues where it stopped; both kernels report
 * the time, and the host checks that none goes back and none is late.
 */
#include "test/boot/cases/returns/jump_back.h"
#include "test/boot/guest.h"

#include <stdlib.h>

/* Times are truncated to whole ones, and read one after the other. */
#define ROUNDING_MS 2

static long ms_of(struct timespec time)
{
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void wall_tell(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	verdict("wall_ms", "%ld", ms_of(now));
}

void times_read(struct times *times)
{
	clock_gettime(CLOCK_MONOTONIC, &times->monotonic);
	clock_gettime(CLOCK_BOOTTIME, &times->boot);
	clock_gettime(CLOCK_REALTIME, &times->wall);
	wall_tell();
}

static long ms_between(struct timespec a, struct timespec b)
{
	return ms_of(b) - ms_of(a);
}

void times_compare(const struct times *before, const struct times *after,
		   bool is_new)
{
	long monotonic = ms_between(before->monotonic, after->monotonic);
	long boot = ms_between(before->boot, after->boot);
	long wall = ms_between(before->wall, after->wall);

	verdict("times", "%ld ms monotonic, %ld boot, %ld wall", monotonic,
		boot, wall);
	if (monotonic < 0 ||
	    boot + ROUNDING_MS < monotonic + (is_new ? 1000 : 0))
		fail("the monotonic clock went on by %ld ms, that since boot "
		     "by %ld ms",
		     monotonic, boot);
	if (labs(boot - wall) > 2000)
		fail("the wall clock went on by %ld ms, that since boot by "
		     "%ld ms",
		     wall, boot);
}
