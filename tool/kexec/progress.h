/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A bar on the terminal while a load takes long. */
#ifndef TOOL_KEXEC_PROGRESS_H
#define TOOL_KEXEC_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/* The line fits on a terminal of 80 columns. */
#define PROGRESS_LINE 80

/**
 * progress_begin - draw a bar on stderr from one second from now on
 *
 * Only if stderr is a terminal, and neither --quiet nor --debug was given.
 */
void progress_begin(struct kexec_ctx *ctx, const struct options *options);

/** progress_end - remove the bar, and end the thread that draws it */
void progress_end(struct kexec_ctx *ctx);

/** progress_hide - remove the bar for a message; it comes back */
void progress_hide(void);

/**
 * progress_line - make the bar's line
 * @line: gets it, without control characters
 * @seconds: since the load began
 */
void progress_line(char line[PROGRESS_LINE], enum kexec_stage stage,
		   unsigned int percent, unsigned int seconds);

#endif
