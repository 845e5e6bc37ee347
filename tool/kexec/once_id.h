/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The ID of --fallback-entry, and as a word for the next kernel. */
#ifndef TOOL_KEXEC_ONCE_ID_H
#define TOOL_KEXEC_ONCE_ID_H

#include <stdbool.h>

#include "tool/kexec/options.h"

/* Room for an ID, and for one as a word. */
#define ONCE_ID_SIZE   256
#define ONCE_WORD_SIZE 768

/**
 * once_choose_id - keep the ID of the entry that was found
 * @id: NULL: none
 *
 * Return: whether there is room for it.
 */
bool once_choose_id(const char *id);

/** once_chosen - that ID; NULL: none is asked for */
const char *once_chosen(const struct options *options);

/** once_encode - an ID as a part of a kernel's command line */
void once_encode(const char *id, char *word);

/**
 * once_decode - the ID of a word that ends at a blank
 * @id: of ONCE_ID_SIZE bytes
 */
void once_decode(const char *word, char *id);

#endif
