/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Steps: load an image, and unload it. */
#ifndef TOOL_KEXEC_LOAD_H
#define TOOL_KEXEC_LOAD_H

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/** load - a step: load KERNEL or a boot entry, and note which */
int load(struct kexec_ctx *ctx, const struct options *options);

/** unload - a step: unload what is loaded, and forget what was noted */
int unload(struct kexec_ctx *ctx, const struct options *options);

#endif
