/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Dry runs: what a load would do. */
#ifndef TOOL_CHECK_H
#define TOOL_CHECK_H

#include "libkexec.h"

#include "options.h"

/**
 * check - say on stdout what would be loaded, and load nothing
 *
 * For a crash kernel the memory that it needs comes first, as a sum.
 *
 * Return: the exit status: 0 when it could be loaded, and there is room.
 */
int check(struct kexec_ctx *ctx, const struct options *options);

#endif
