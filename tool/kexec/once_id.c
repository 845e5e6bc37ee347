// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An ID may have blanks and quotes, which would end a word of a command line:
 * there, all but letters, digits and what most IDs consist of is %XX.
 */
#include "tool/kexec/once_id.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was found before the load. */
static char chosen[ONCE_ID_SIZE];

bool once_choose_id(const char *id)
{
	chosen[0] = '\0';
	if (!id)
		return true;
	if (strlen(id) >= sizeof(chosen))
		return false;
	memcpy(chosen, id, strlen(id) + 1);
	return true;
}

const char *once_chosen(const struct options *options)
{
	return options->fallback_entry && *chosen ? chosen : NULL;
}

void once_encode(const char *id, char *word)
{
	size_t used = 0;

	for (; *id && used + 4 < ONCE_WORD_SIZE; id++) {
		if (isalnum((unsigned char)*id) || strchr("._-+>:@,/", *id))
			word[used++] = *id;
		else
			used += (size_t)snprintf(word + used, 4, "%%%02x",
						 (unsigned char)*id);
	}
	word[used] = '\0';
}

void once_decode(const char *word, char *id)
{
	char digits[3] = "";
	size_t used = 0;

	while (*word && !isspace((unsigned char)*word) &&
	       used + 1 < ONCE_ID_SIZE) {
		if (*word == '%' && isxdigit((unsigned char)word[1]) &&
		    isxdigit((unsigned char)word[2])) {
			memcpy(digits, word + 1, 2);
			id[used++] = (char)strtoul(digits, NULL, 16);
			word += 3;
		} else {
			id[used++] = *word++;
		}
	}
	id[used] = '\0';
}
