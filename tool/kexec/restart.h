/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kexec --prepare-restart: what kexec-entry.service runs in a reboot. */
#ifndef TOOL_KEXEC_RESTART_H
#define TOOL_KEXEC_RESTART_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/**
 * restart_prepare - a step: have the right image loaded for this reboot
 *
 * Leaves the file "restart" beside the records if kexec-jump.service is to
 * start what is loaded. Without it the reboot is a normal one.
 *
 * Return: the exit status; 0 also if there is nothing to be started.
 */
int restart_prepare(struct kexec_ctx *ctx, const struct options *options);

#endif
