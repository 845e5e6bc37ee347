/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Suggests the option that a mistyped one was meant to be, and a command. */
#ifndef TOOL_KEXEC_SUGGEST_H
#define TOOL_KEXEC_SUGGEST_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "tool/kexec/options.h"

/**
 * suggest_option - suggest the option that an unknown one was meant to be
 * @arg: as typed: "--intrd=x", "-load", "initrd=x"
 * @names: the long options, as getopt_long() takes them
 * @text: gets "; did you mean --initrd?", "; it is the beginning of --load,
 *	--load-panic" or ""
 * @size: of @text, at least 1
 */
void suggest_option(const char *arg, const struct option *names, char *text,
		    size_t size);

/**
 * suggest_mistake - print on stderr the error that getopt_long() found
 * @got: its return value: '?' or ':'; optopt has the option
 * @arg: the word that it parsed
 * @names: the long options that it got
 *
 * Return: -1.
 */
int suggest_mistake(int got, const char *arg, const struct option *names);

/** suggest_extra - print that @word is one too many; returns -1 */
int suggest_extra(const char *word, const struct option *names);

/**
 * suggest_command - the command line as typed, with -c added
 * @options: of options_parse()
 * @text: gets it, quoted for a shell
 * @size: of @text, at least 1
 *
 * Return: whether it fits, and contains no control character.
 */
bool suggest_command(const struct options *options, char *text, size_t size);

#endif
