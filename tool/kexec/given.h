/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Which options were given, and whether they apply to the action. */
#ifndef TOOL_KEXEC_GIVEN_H
#define TOOL_KEXEC_GIVEN_H

#include "tool/kexec/options.h"

/**
 * given_add - record an option, unless it is recorded already
 * @name: without dashes; static
 * @meaning: enum meaning, or-ed
 */
void given_add(struct options *options, const char *name, unsigned int meaning);

/**
 * given_check - check whether the options apply to the steps
 * @options: with all steps set
 *
 * An option that only applies to a load is an error if nothing is loaded: the
 * kernel that would be started or unloaded is not the one that the user
 * described. Options that kexec-tools accepts there, and options without a
 * meaning, cause a warning on stderr.
 *
 * Return: 0, or the exit status for the error.
 */
int given_check(const struct options *options);

#endif
