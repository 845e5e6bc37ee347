/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The command line of vmcore-dmesg(8), parsed and checked. */
#ifndef TOOL_VMCORE_DMESG_OPTIONS_H
#define TOOL_VMCORE_DMESG_OPTIONS_H

#include <stdio.h>

#include "kx_port.h"

enum action {
	ACTION_PRINT,
	ACTION_HELP,
	ACTION_VERSION,
};

struct options {
	enum action action;
	const char *path; /* points into argv */
	bool is_json;
	bool is_from_end; /* @since_ns counts back from the last record */
	u64 since_ns;	  /* since boot; 0: all */
	u8 levels;	  /* bit N: print level N */
};

/**
 * options_parse - parse and check the command line
 * @options: filled; after --help or --version only @action is valid
 *
 * Prints errors on stderr.
 *
 * Return: 0 or STATUS_USAGE.
 */
int options_parse(int argc, char *const argv[], struct options *options);

/** options_usage - print one line for each option */
void options_usage(FILE *to);

#endif
