/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Reading the text of /proc and /sys: lines, words, numbers; no copies. */
#ifndef LIB_TEXT_TEXT_H
#define LIB_TEXT_TEXT_H

#include "core/bytes.h"

/**
 * kxl_text_line - take the first line off a text
 * @rest: shrinks by the line
 * @line: filled when the answer is true; without its newline
 *
 * Return: whether there was a line.
 */
bool kxl_text_line(struct kx_bytes *rest, struct kx_bytes *line);

/** kxl_text_trim - without blanks at both ends */
struct kx_bytes kxl_text_trim(struct kx_bytes text);

/** kxl_text_is - is it this word? */
bool kxl_text_is(struct kx_bytes text, const char *word);

/**
 * kxl_text_after - what follows a prefix
 * @after: filled when the answer is true
 *
 * Return: whether @text begins with @prefix.
 */
bool kxl_text_after(struct kx_bytes text, const char *prefix,
		    struct kx_bytes *after);

/** kxl_text_has_word - is @word one of the blank-separated words? */
bool kxl_text_has_word(struct kx_bytes text, const char *word);

/**
 * kxl_text_number - take a number off the front of a text
 * @rest: shrinks by the digits, and a 0x before them if @base is 16
 * @base: 10 or 16
 * @value: filled when the answer is true
 *
 * Return: whether there was one that fits 64 bits.
 */
bool kxl_text_number(struct kx_bytes *rest, unsigned int base, u64 *value);

#endif
