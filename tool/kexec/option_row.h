/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An option: its names, what it does, and its line in --help. */
#ifndef TOOL_KEXEC_OPTION_ROW_H
#define TOOL_KEXEC_OPTION_ROW_H

#include <stddef.h>

#include "tool/kexec/options.h"

/* Indentation of the second line of a help text. */
#define HELP_INDENT "                              "

struct row {
	const char *name;
	char letter;  /* '\0': none */
	int argument; /* of getopt_long(): no_argument and the like */
	/* Returns 0 or, after a message on stderr, -1. */
	int (*apply)(struct options *options, const struct row *row,
		     const char *value);
	unsigned int meaning; /* enum meaning, or-ed */
	unsigned int value;   /* what apply() sets */
	const char *help;     /* NULL: not in --help */
};

extern const struct row *const option_rows;
/* At most GIVEN_MAX. */
extern const size_t option_row_count;

#endif
