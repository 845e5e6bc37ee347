/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kexec --report: how long the start of this system took, phase by phase. */
#ifndef TOOL_KEXEC_TIMELINE_H
#define TOOL_KEXEC_TIMELINE_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/** timeline_report - a step: print and draw it, or write it as JSON */
int timeline_report(struct kexec_ctx *ctx, const struct options *options);

#endif
