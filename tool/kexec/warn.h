/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Warnings: the result may not be what the user wanted. */
#ifndef TOOL_KEXEC_WARN_H
#define TOOL_KEXEC_WARN_H

#include "tool/kexec/options.h"

/**
 * warn - print one warning on stderr, unless --quiet was given
 * @format: printf's, without the line feed
 *
 * Escapes control characters, as line_print() does.
 */
__attribute__((format(printf, 2, 3))) void warn(const struct options *options,
						const char *format, ...);

#endif
