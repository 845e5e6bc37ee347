/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Messages and exit statuses of kexec(8) for failures. */
#ifndef TOOL_KEXEC_REPORT_H
#define TOOL_KEXEC_REPORT_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/* Exit statuses that scripts know from kexec-tools. */
enum exit_status {
	EXIT_OK = 0,
	EXIT_USAGE = 1,
	EXIT_LOADED = 1, /* by --status */
	/* By --try, of ours alone. */
	EXIT_TRY_FAILED = 2,  /* the guest has failed */
	EXIT_TRY_UNKNOWN = 3, /* it can't be said whether it works */
	EXIT_CANNOT = 253,    /* kexec_file_load(2) cannot do it, -c may work */
	EXIT_FAILED = 255,
};

/**
 * report_error - print an error
 * @ctx: for its last error
 * @options: method and kernel select words and status
 * @plan: the plan that kexec_load(2) refused, or NULL
 *
 * Prints on stderr: the line that scripts know from kexec-tools, if there is
 * one, followed by the reason and what to try.
 *
 * Return: the exit status.
 */
int report_error(const struct kexec_ctx *ctx, const struct options *options,
		 const struct kexec_plan *plan);

/**
 * report_no_kernel - print that no kernel was given, and how to give one
 * @ctx: to find one that is installed; NULL: none is named
 */
void report_no_kernel(struct kexec_ctx *ctx);

/** report_log - a kexec_log_fn; @data is the struct options */
void report_log(void *data, enum kexec_log_level level, const char *line);

/** report_version - print the version on stdout */
void report_version(void);

#endif
