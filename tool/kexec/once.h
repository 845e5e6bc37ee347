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

/**
 * once_set - note it, and tell the boot loader
 *
 * One that was told this entry already is left alone, and nothing is noted.
 *
 * Return: an exit status, after a message.
 */
int once_set(struct kexec_ctx *ctx, const struct options *options,
	     const char *id);

/**
 * once_clear - have the boot loader forget it, unless it was told another one
 * @was_set: whether it was this one
 */
int once_clear(struct kexec_ctx *ctx, const struct options *options,
	       const char *id, bool *was_set);

/**
 * once_take - have the boot loader forget the entry that is noted, if any
 * @id: of ONCE_ID_SIZE bytes; empty: nothing was taken back
 *
 * If it can't, the note stays, and a warning says what a reboot starts.
 *
 * Return: 0; or, if the boot loader's files are here and could not be changed,
 * another exit status, with the error in @ctx.
 */
int once_take(struct kexec_ctx *ctx, const struct options *options, char *id);

#endif
