/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Carries out parsed options. */
#ifndef TOOL_KEXEC_RUN_H
#define TOOL_KEXEC_RUN_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/**
 * run - carry out the options
 *
 * Return: the exit status.
 */
int run(struct kexec_ctx *ctx, const struct options *options);

#endif
