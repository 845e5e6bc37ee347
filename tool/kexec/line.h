/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Lines for people. */
#ifndef TOOL_KEXEC_LINE_H
#define TOOL_KEXEC_LINE_H

#include <stdio.h>

/**
 * line_print - print one line
 * @format: printf's, without the line feed
 *
 * Escapes bytes that would break the line or control a terminal, as the library
 * does; words from the command line may contain them.
 */
__attribute__((format(printf, 2, 3))) void line_print(FILE *to,
						      const char *format, ...);

#endif
