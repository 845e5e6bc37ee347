/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What kexec(8) says when something fails, and with what status it exits. */
#ifndef TOOL_REPORT_H
#define TOOL_REPORT_H

#include "libkexec.h"

#include "options.h"

/* Exit statuses that scripts know from kexec-tools. */
enum exit_status {
	EXIT_OK = 0,
	EXIT_USAGE = 1,
	EXIT_LOADED = 1,   /* of --status */
	EXIT_CANNOT = 253, /* kexec_file_load(2) can't do it, -c may */
	EXIT_FAILED = 255,
};

/**
 * report_error - say what failed
 * @ctx: for its error
 * @options: method and kernel decide about words and status
 * @plan: what kexec_load(2) refused, or NULL
 *
 * On stderr: the lines that scripts know from kexec-tools, where there are
 * some, and then one of ours that says why and what to try.
 *
 * Return: the exit status.
 */
int report_error(const struct kexec_ctx *ctx, const struct options *options,
		 const struct kexec_plan *plan);

/** report_log - a kexec_log_fn; @data is the struct options */
void report_log(void *data, enum kexec_log_level level, const char *line);

/** report_version - print the version on stdout */
void report_version(void);

#endif
