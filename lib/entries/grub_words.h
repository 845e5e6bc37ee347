/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Words of a script of GRUB: quotes, variables, and what ends a command. */
#ifndef LIB_ENTRIES_GRUB_WORDS_H
#define LIB_ENTRIES_GRUB_WORDS_H

#include "lib/entries/grub.h"

enum kxl_grub_token {
	KXL_GRUB_WORD,
	KXL_GRUB_END, /* a line feed or a semicolon */
	KXL_GRUB_OPEN,
	KXL_GRUB_CLOSE,
	KXL_GRUB_EOF,
};

/* The words of a command. */
struct kxl_grub_words {
	const char *list[KXL_GRUB_WORDS_MAX + 1]; /* in the pool; then NULL */
	u32 count;
	bool is_plain; /* the first has neither quotes nor variables */
};

/**
 * kxl_grub_peek - what comes next
 * @text: blanks and comments are skipped
 */
enum kxl_grub_token kxl_grub_peek(struct kxl_grub_text *text);

/** kxl_grub_skip - take a token that is no word */
void kxl_grub_skip(struct kxl_grub_text *text);

/**
 * kxl_grub_take - take a word, and append it
 * @expands: put the values of variables in; outside of quotes, blanks in them
 *	     make several words, or none
 *
 * Return: NULL, or what is wrong.
 */
const char *kxl_grub_take(struct kxl_grub *grub, struct kxl_grub_text *text,
			  bool expands, struct kxl_grub_words *words);

/**
 * kxl_grub_take_block - take { and all up to the } of it
 * @body: what is between them
 *
 * Return: NULL, or what is wrong.
 */
const char *kxl_grub_take_block(struct kxl_grub *grub,
				struct kxl_grub_text *text,
				struct kxl_grub_text *body);

#endif
