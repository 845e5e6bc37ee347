/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What was meant by a mistyped option, and the command that would work. */
#ifndef TOOL_SUGGEST_H
#define TOOL_SUGGEST_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "options.h"

/**
 * suggest_option - what an unknown option may have been meant to be
 * @arg: as it was typed: "--intrd=x", "-load", "initrd=x"
 * @names: the long options, as getopt_long() takes them
 * @text: gets "; did you mean --initrd?", "; it is the beginning of --load,
 *	  --load-panic" or ""
 * @size: of @text, at least 1
 */
void suggest_option(const char *arg, const struct option *names, char *text,
		    size_t size);

/**
 * suggest_mistake - say on stderr what getopt_long() found wrong
 * @got: what it returned: '?' or ':'; optopt has the option
 * @arg: the word that it looked at
 * @names: as it takes them
 *
 * Return: -1.
 */
int suggest_mistake(int got, const char *arg, const struct option *names);

/** suggest_extra - say that @word is one too many; -1 */
int suggest_extra(const char *word, const struct option *names);

/**
 * suggest_command - the command line that was typed, with -c
 * @options: of options_parse()
 * @text: gets it, quoted for a shell
 * @size: of @text, at least 1
 *
 * Return: whether it fits, and can be typed: there is no control character.
 */
bool suggest_command(const struct options *options, char *text, size_t size);

#endif
