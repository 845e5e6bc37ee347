/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Checks of options in combination. */
#ifndef TOOL_KEXEC_COMBINE_H
#define TOOL_KEXEC_COMBINE_H

#include "tool/kexec/options.h"

#define SEE_HELP "\"kexec --help\" lists the options"

/**
 * options_check - check options in combination
 * @options: steps that other options cancel are removed
 *
 * Warns on stderr about options without effect, and reports what is missing.
 *
 * Return: 0, or the exit status for the error.
 */
int options_check(struct options *options);

#endif
