/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The parts of the bad_input case; each runs its table against one loaded
 * image, which every row must leave alone.
 */
#ifndef TEST_BOOT_CASES_BAD_INPUT_H
#define TEST_BOOT_CASES_BAD_INPUT_H

#include "../guest.h"

/* Who breaks the rule: Linux itself lets some pass that we refuse. */
enum stricter { SAME_AS_LINUX, STRICTER };

/* Is the row for this kernel? */
bool bad_applies(enum stricter stricter);
/* Count one row: @got is 0 or -errno, @want an errno. */
void bad_row(const char *name, int got, int want);
/* Count one row that went wrong in another way. */
void bad_surprise(const char *name, const char *what);

void bad_files(const char *path);
void bad_file_calls(const char *path);
void bad_segments(void);
void bad_privileges(void);
void bad_tool_calls(const char *kernel);

#endif
