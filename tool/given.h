/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Which options were given, and do they say anything to what is done? */
#ifndef TOOL_GIVEN_H
#define TOOL_GIVEN_H

#include "options.h"

/**
 * given_add - remember an option; one that is there already is left alone
 * @name: without dashes; static
 * @meaning: enum meaning, or-ed
 */
void given_add(struct options *options, const char *name, unsigned int meaning);

/**
 * given_check - hold the options against the steps
 * @options: all steps are known
 *
 * An option that only a load can use is an error where nothing is loaded: what
 * would start, or be unloaded, is another kernel than the user described. The
 * ones that kexec-tools accepts there are warned about on stderr, and so are
 * those without a meaning.
 *
 * Return: 0, or the exit status that the mistake has.
 */
int given_check(const struct options *options);

#endif
