/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kexec --status: for scripts the exit status, for people what is loaded. */
#ifndef TOOL_KEXEC_STATUS_H
#define TOOL_KEXEC_STATUS_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/**
 * status - say whether a kernel is loaded
 *
 * kexec-tools prints nothing, and scripts rely on that: the text is only
 * printed if standard output is a terminal, or with --debug.
 *
 * Return: the exit status, inverted as in kexec-tools: 1 means that the kernel
 * that was asked about is loaded. Default: the crash kernel.
 */
int status(struct kexec_ctx *ctx, const struct options *options);

#endif
