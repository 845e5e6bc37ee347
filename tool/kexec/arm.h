/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Steps right before and after the jump, if it was loaded with a fallback. */
#ifndef TOOL_KEXEC_ARM_H
#define TOOL_KEXEC_ARM_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/** arm_begin - a step: start the watchdog that the load promised, if any */
int arm_begin(struct kexec_ctx *ctx, const struct options *options);

/** arm_feed - right before the jump: its whole time is the next system's */
void arm_feed(void);

/** arm_end - there was no jump, or it is over: stop it */
void arm_end(void);

/** arm_leave - a step: the same as arm_begin(), and let it run */
int arm_leave(struct kexec_ctx *ctx, const struct options *options);

#endif
