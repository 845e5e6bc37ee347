/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a command would do, step by step, without doing it. */
#ifndef TOOL_KEXEC_DRY_RUN_H
#define TOOL_KEXEC_DRY_RUN_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/**
 * dry_run - print what the options would do
 *
 * The steps; of a load what is loaded, where, by which call, and what is passed
 * on. A user who may not read where memory lies gets all but the addresses, and
 * a warning.
 *
 * Return: the exit status: that of a load that fails for a reason that is known
 * before the call.
 */
int dry_run(struct kexec_ctx *ctx, const struct options *options);

#endif
