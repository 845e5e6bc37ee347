/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Do the options make sense together? */
#ifndef TOOL_COMBINE_H
#define TOOL_COMBINE_H

#include "options.h"

#define SEE_HELP "\"kexec --help\" lists the options"

/**
 * options_check - see what options make of each other
 * @options: steps that others cancel are taken out
 *
 * Warns on stderr of what will have no effect, and says what is missing.
 *
 * Return: 0, or the exit status that the mistake has.
 */
int options_check(struct options *options);

#endif
