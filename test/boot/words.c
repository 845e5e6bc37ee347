// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The host controls a guest by words kx.NAME=VALUE on the kernel's command
 * line. A value has no spaces; quotes are for second_cmdline() only.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 64

/* The words of the command line, read and split once. */
static const char *const *all_words(void)
{
	static char cmdline[4096];
	static char *words[MAX_WORDS + 1];
	size_t count = 0;

	if (words[0])
		return (const char *const *)words;
	read_text("/proc/cmdline", cmdline, sizeof(cmdline));
	for (char *p = strtok(cmdline, " "); p && count < MAX_WORDS;
	     p = strtok(NULL, " "))
		words[count++] = p;
	return (const char *const *)words;
}

const char *word(const char *name, const char *fallback)
{
	char key[64];

	snprintf(key, sizeof(key), "kx.%s=", name);
	for (const char *const *p = all_words(); *p; p++) {
		if (starts_with(*p, key))
			return *p + strlen(key);
	}
	return fallback;
}

void words_that_begin(const char *start, char *text, size_t size)
{
	*text = '\0';
	for (const char *const *p = all_words(); *p; p++) {
		size_t used = strlen(text);

		if (starts_with(*p, start))
			snprintf(text + used, size - used, "%s%s",
				 used ? " " : "", *p);
	}
}

long word_number(const char *name, long fallback)
{
	const char *text = word(name, NULL);

	return text ? strtol(text, NULL, 0) : fallback;
}
