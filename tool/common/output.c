// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * stdio buffers: a full disk or a closed pipe shows when the buffer is written
 * out, and a program that does not look at the end has succeeded for a script.
 */
#include "tool/common/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool output_end(const char *program)
{
	if (!fflush(stdout) && !ferror(stdout))
		return true;
	fprintf(stderr, "%s: write to standard output: %s\n", program,
		strerror(errno));
	return false;
}
