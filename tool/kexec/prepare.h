/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Keeps kernels and initrds unpacked for later loads. */
#ifndef TOOL_KEXEC_PREPARE_H
#define TOOL_KEXEC_PREPARE_H

#include "tool/kexec/options.h"

/**
 * prepare - a step: keep KERNEL and its initrds unpacked
 *
 * Return: the exit status.
 */
int prepare(struct kexec_ctx *ctx, const struct options *options);

/** prepare_remove - a step: remove all that was kept */
int prepare_remove(struct kexec_ctx *ctx, const struct options *options);

#endif
