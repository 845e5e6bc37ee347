// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Redirects a standard stream to an unnamed file for a while, because the tool
 * prints to the real streams.
 */
#include "test/unit/tool/common/capture.h"

#include <stdlib.h>
#include <unistd.h>

static void must(int holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	abort();
}

void capture_start(struct capture *capture, FILE *stream)
{
	fflush(stream);
	capture->stream = stream;
	capture->file = tmpfile();
	must(capture->file != NULL, "tmpfile");
	capture->saved = dup(fileno(stream));
	must(capture->saved >= 0, "dup");
	must(dup2(fileno(capture->file), fileno(stream)) >= 0, "dup2");
}

void capture_end(struct capture *capture)
{
	size_t size;

	fflush(capture->stream);
	must(dup2(capture->saved, fileno(capture->stream)) >= 0, "dup2");
	close(capture->saved);
	rewind(capture->file);
	size = fread(capture->text, 1, sizeof(capture->text) - 1,
		     capture->file);
	capture->text[size] = '\0';
	fclose(capture->file);
}
