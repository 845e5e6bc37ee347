/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* --try: start KERNEL in a guest, and say whether it comes up. */
#ifndef TOOL_KEXEC_TRY_H
#define TOOL_KEXEC_TRY_H

#include "tool/kexec/options.h"

/** try_out - a step; EXIT_TRY_FAILED and EXIT_TRY_UNKNOWN are its verdicts */
int try_out(struct kexec_ctx *ctx, const struct options *options);

#endif
