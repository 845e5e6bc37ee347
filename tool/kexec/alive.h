/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The system that was started with a fallback: it reports, or is restarted. */
#ifndef TOOL_KEXEC_ALIVE_H
#define TOOL_KEXEC_ALIVE_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/**
 * alive_report - a step: this system is as it should be
 *
 * Notes that in the file "alive" beside the records, and stops the watchdog.
 * Without a fallback that is pending it does nothing.
 */
int alive_report(struct kexec_ctx *ctx, const struct options *options);

/** alive_await - a step: restart this system if no report comes in time */
int alive_await(struct kexec_ctx *ctx, const struct options *options);

#endif
