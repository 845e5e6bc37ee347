/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Captures the tool's output as a string. */
#ifndef TEST_UNIT_TOOL_COMMON_CAPTURE_H
#define TEST_UNIT_TOOL_COMMON_CAPTURE_H

#include <stdio.h>

struct capture {
	FILE *stream; /* stdout or stderr */
	FILE *file;
	int saved;
	char text[16384];
};

/** capture_start - redirect @stream into @capture */
void capture_start(struct capture *capture, FILE *stream);

/** capture_end - restore @stream; @capture->text has the output */
void capture_end(struct capture *capture);

#endif
