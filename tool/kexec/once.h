/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* --fallback-entry: what the boot loader starts once, after a failure. */
#ifndef TOOL_KEXEC_ONCE_H
#define TOOL_KEXEC_ONCE_H

#include <stdbool.h>
#include <stddef.h>

#include "include/libkexec.h"

#include "tool/kexec/options.h"

/* Room for an ID, and for one as a word. */
#define ONCE_ID_SIZE   256
#define ONCE_WORD_SIZE (3 * ONCE_ID_SIZE)

/**
 * once_choose - find the entry, and whether the boot loader can be told
 *
 * Called before a load, or what is said of one. Nothing is written.
 *
 * Return: an exit status, after a message.
 */
int once_choose(struct kexec_ctx *ctx, const struct options *options);

/** once_chosen - the entry's ID; NULL: none is asked for */
const char *once_chosen(const struct options *options);

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

/** once_encode - an ID as a part of a kernel's command line */
void once_encode(const char *id, char *word);

/**
 * once_decode - the ID of a word that ends at a blank
 * @id: of ONCE_ID_SIZE bytes
 */
void once_decode(const char *word, char *id);

#endif
