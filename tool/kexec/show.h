/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kexec --show: memory and what would be loaded there, drawn. */
#ifndef TOOL_KEXEC_SHOW_H
#define TOOL_KEXEC_SHOW_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/**
 * show - draw memory, with the segments of KERNEL if one was given
 *
 * On standard output, in letters or, with --svg, as SVG. Needs the right to see
 * where memory lies; what is drawn is this run's plan.
 *
 * Return: the exit status.
 */
int show(struct kexec_ctx *ctx, const struct options *options);

#endif
