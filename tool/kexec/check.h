/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Dry runs: what a load would do. */
#ifndef TOOL_KEXEC_CHECK_H
#define TOOL_KEXEC_CHECK_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/**
 * check - print on stdout what would be loaded, without a load
 *
 * For a crash kernel the memory that it needs comes first, as an estimate.
 *
 * Return: the exit status: 0 if it could be loaded and there is room.
 */
int check(struct kexec_ctx *ctx, const struct options *options);

#endif
