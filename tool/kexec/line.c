// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Prints one line, whatever bytes its words contain. */
#include "tool/kexec/line.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

void line_print(FILE *to, const char *format, ...)
{
	va_list args;
	char *line;
	char *at;
	int length;

	va_start(args, format);
	length = vasprintf(&line, format, args);
	va_end(args);
	if (length < 0)
		return;
	for (at = line; *at; at++)
		fprintf(to, is_control(*at) ? "\\x%02x" : "%c",
			(unsigned char)*at);
	fputc('\n', to);
	free(line);
}
