/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Words of a command line, as Linux splits it. Sources: next_arg() in Linux
 * lib/cmdline.c and isspace() in lib/ctype.c; arch/x86/boot/cmdline.c.
 */
#ifndef CORE_CMDLINE_H
#define CORE_CMDLINE_H

#include "core/bytes.h"

/**
 * kx_cmdline_next - remove the first parameter from a command line
 * @rest: shrinks by the parameter and the blanks around it
 * @word: filled if the function returns true; includes quotes and what they
 *	  hold together, but no blanks at its end, such as a newline that an
 *	  open quote includes
 *
 * Return: whether there was a parameter.
 */
bool kx_cmdline_next(struct kx_bytes *rest, struct kx_bytes *word);

/**
 * kx_cmdline_next_early - the same for words that x86 looks for at boot
 *
 * For nokaslr and no5lvl: quotes mean nothing there, and every byte up to a
 * space is blank.
 */
bool kx_cmdline_next_early(struct kx_bytes *rest, struct kx_bytes *word);

/**
 * kx_cmdline_is - whether a word is the parameter @name, without a value
 * @word: may be in quotes
 * @name: "-" and "_" are the same to Linux
 */
bool kx_cmdline_is(struct kx_bytes word, const char *name);

/** kx_cmdline_begins - whether a word, quoted or not, begins with @start */
bool kx_cmdline_begins(struct kx_bytes word, const char *start);

/**
 * kx_cmdline_is_open - whether a quote is open at the end of @line
 *
 * What is added after it is a part of that word.
 */
bool kx_cmdline_is_open(struct kx_bytes line);

#endif
