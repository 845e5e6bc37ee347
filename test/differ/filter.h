/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Which system calls of a program test/differ/recorder.c answers. */
#ifndef TEST_DIFFER_FILTER_H
#define TEST_DIFFER_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>

/**
 * filter_program - the filter for seccomp(2)
 * @is_measured: asks before calls, too, that may release memory
 */
struct sock_fprog filter_program(bool is_measured);

#endif
