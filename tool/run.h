/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Carries out parsed options. */
#ifndef TOOL_RUN_H
#define TOOL_RUN_H

#include "libkexec.h"

#include "options.h"

/**
 * run - carry out the options
 *
 * Return: the exit status.
 */
int run(struct kexec_ctx *ctx, const struct options *options);

#endif
