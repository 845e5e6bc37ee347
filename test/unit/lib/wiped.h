/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Counts what explicit_bzero() wipes, in its place. */
#ifndef TEST_UNIT_LIB_WIPED_H
#define TEST_UNIT_LIB_WIPED_H

#include <stddef.h>

/* Bytes, since a test has set it to 0. */
extern size_t wiped;

#endif
