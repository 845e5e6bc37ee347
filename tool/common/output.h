/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What was printed has arrived, or the program says that it has not. */
#ifndef TOOL_COMMON_OUTPUT_H
#define TOOL_COMMON_OUTPUT_H

#include <stdbool.h>

/**
 * output_end - write out what stdout still holds; the last thing in main()
 * @program: whose name the message on stderr begins with
 *
 * Return: whether everything that was printed on stdout could be written.
 */
bool output_end(const char *program);

#endif
