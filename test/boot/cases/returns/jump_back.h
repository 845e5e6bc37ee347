/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* State that a system must still have after it has called another one. */
#ifndef TEST_BOOT_CASES_RETURNS_JUMP_BACK_H
#define TEST_BOOT_CASES_RETURNS_JUMP_BACK_H

#include <stdbool.h>
#include <time.h>

/* jump_back_things.c: processes, files, connections, devices. */

void things_make(void);
/* Right before the call: data that is sent now must arrive afterwards. */
void things_prepare(void);
void things_check(void);

/* jump_back_times.c */

struct times {
	struct timespec monotonic;
	struct timespec boot;
	struct timespec wall;
};

/* For the host: it sees the times of both kernels. */
void wall_tell(void);

void times_read(struct times *times);
/* @is_new: a kernel was booted in between, for two seconds or more. */
void times_compare(const struct times *before, const struct times *after,
		   bool is_new);

/* jump_back.c: the exit status of kexec -e when it returns. */

int status_of_return(void);

#endif
