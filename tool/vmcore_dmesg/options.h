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
	const char *path; /* argv's */
	bool is_json;
	bool is_from_end; /* @since_ns counts back from the last record */
	u64 since_ns;	  /* since boot; 0: all */
	u8 levels;	  /* bit N: level N is wanted */
};

/**
 * options_parse - read the command line
 * @options: filled; after --help or --version only @action counts
 *
 * Says on stderr what is wrong.
 *
 * Return: 0 or STATUS_USAGE.
 */
int options_parse(int argc, char *const argv[], struct options *options);

/** options_usage - print what there is, a line an option */
void options_usage(FILE *to);

#endif
