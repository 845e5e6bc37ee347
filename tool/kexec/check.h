/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Dry runs: what a load would do. */
#ifndef TOOL_KEXEC_CHECK_H
#define TOOL_KEXEC_CHECK_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/**
 * check - print on stdout what would be loaded, without a load
 *
 * The facts about the kernel's file come first. For a crash kernel, the memory
 * that it needs comes first, as an estimate, and for one that returns nothing.
 *
 * Return: the exit status: 0 if it could be loaded and there is room. If this
 * process may not read where memory lies, it is 0 for a kernel, and a warning
 * says so.
 */
int check(struct kexec_ctx *ctx, const struct options *options);

/**
 * check_fail_plan - report that there is no plan
 *
 * Return: the exit status; 0, after a warning, if all that is missing is the
 * right to read where memory lies.
 */
int check_fail_plan(struct kexec_ctx *ctx, const struct options *options);

#endif
