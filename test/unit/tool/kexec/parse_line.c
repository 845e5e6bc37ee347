// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Splits a line into words, like a shell without quotes. */
#include "test/unit/tool/kexec/parse_line.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define WORDS_MAX 12

struct capture errors;

int parse(const char *line, struct options *options)
{
	static char words[256];
	char *argv[WORDS_MAX + 1] = { (char *)(uintptr_t) "kexec" };
	char *save = NULL;
	char *word;
	int argc = 1;
	int err;

	snprintf(words, sizeof(words), "%s", line);
	for (word = strtok_r(words, " ", &save); word && argc < WORDS_MAX;
	     word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	capture_start(&errors, stderr);
	err = options_parse(argc, argv, options);
	capture_end(&errors);
	return err;
}
