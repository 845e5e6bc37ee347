/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* From parsed options to deeds. */
#ifndef TOOL_RUN_H
#define TOOL_RUN_H

#include "libkexec.h"

#include "options.h"

/**
 * run - do what the options ask for
 *
 * Return: the exit status.
 */
int run(struct kexec_ctx *ctx, const struct options *options);

#endif
