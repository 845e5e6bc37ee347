/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* --fallback-entry: what the boot loader starts once, after a failure. */
#ifndef TOOL_KEXEC_ONCE_H
#define TOOL_KEXEC_ONCE_H

#include <stdbool.h>

#include "include/libkexec.h"

#include "tool/kexec/once_id.h"
#include "tool/kexec/options.h"

/**
 * once_choose - find the entry, and whether the boot loader can be told
 *
 * Called before a load, or what is said of one. Nothing is written.
 *
 * Return: an exit status, after a message.
 */
int once_choose(struct kexec_ctx *ctx, const struct options *options);

/** once_set - tell the boot loader; an exit status, after a message */
int once_set(struct kexec_ctx *ctx, const struct options *options,
	     const char *id);

/**
 * once_clear - have the boot loader forget it, unless it was told another one
 * @was_set: whether it was this one
 */
int once_clear(struct kexec_ctx *ctx, const struct options *options,
	       const char *id, bool *was_set);

/**
 * once_take - what is loaded is to be replaced: clear its entry, if it has one
 * @id: of ONCE_ID_SIZE bytes; empty: it has none
 */
int once_take(struct kexec_ctx *ctx, const struct options *options, char *id);

#endif
