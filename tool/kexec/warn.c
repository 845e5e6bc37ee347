// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * All warnings of the tool and of the library are printed here, so that --quiet
 * silences each of them. Exit statuses do not depend on warnings.
 */
#include "tool/kexec/warn.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/progress.h"

void warn(const struct options *options, const char *format, ...)
{
	va_list args;
	char *line;
	int length;

	va_start(args, format);
	length = vasprintf(&line, format, args);
	va_end(args);
	if (length < 0)
		return;
	if (options->looks & LOOK_JSON)
		answer_warning(line);
	progress_hide();
	if (!(options->flags & FLAG_QUIET))
		line_print(stderr, "kexec: warning: %s", line);
	free(line);
}
