/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* --with-fallback: what ends a next system that does not report. */
#ifndef TOOL_KEXEC_FALLBACK_H
#define TOOL_KEXEC_FALLBACK_H

#include <stdbool.h>

#include "include/libkexec.h"

#include "tool/kexec/options.h"
#include "tool/kexec/watchdog.h"

/* Words of the next kernel's command line, which it ignores. */
#define FALLBACK_WITHIN	  "kexec_alive.within="
#define FALLBACK_WATCHDOG "kexec_alive.watchdog="
#define FALLBACK_ENTRY	  "kexec_alive.entry="
/* So many words follow that were added; kxl_cmdline_reuse() knows it, too. */
#define FALLBACK_ADDED "kexec_alive.added="

/* What there is to come back by. */
struct fallback {
	unsigned int seconds;
	bool has_watchdog;
	struct watchdog watchdog; /* if it has one */
	char why[WATCHDOG_WHY];	  /* if it has none */
	const char *entry;	  /* for the boot loader; NULL: its default */
};

/**
 * fallback_choose - look what this machine has, and keep to that
 *
 * Called once, before a load or what is said of one.
 *
 * Return: false without --with-fallback.
 */
bool fallback_choose(const struct options *options);

/**
 * fallback_find - what fallback_choose() has found
 *
 * Return: false without --with-fallback.
 */
bool fallback_find(const struct options *options, struct fallback *fallback);

/**
 * fallback_words - the words that the next kernel gets before its others
 * @line: the others
 *
 * Return: allocated; NULL: no memory.
 */
char *fallback_words(const struct fallback *fallback, const char *line);

/** fallback_tell - say what is promised and what is not, a line for each */
void fallback_tell(struct kexec_ctx *ctx, const struct options *options,
		   const char *line);

/**
 * fallback_value - value of a word of a command line
 * @name: with its "="
 *
 * Return: in @line, up to a blank, or NULL; the last one counts.
 */
const char *fallback_value(const char *line, const char *name);

#endif
