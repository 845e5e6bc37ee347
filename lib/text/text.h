/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Parses the text of /proc and /sys: lines, words, numbers, without copies. */
#ifndef LIB_TEXT_TEXT_H
#define LIB_TEXT_TEXT_H

#include "core/bytes.h"

/**
 * kxl_text_line - remove the first line from a text
 * @rest: shrinks by the line
 * @line: filled if the function returns true; without its newline
 *
 * Return: whether there was a line.
 */
bool kxl_text_line(struct kx_bytes *rest, struct kx_bytes *line);

/** kxl_text_trim - remove blanks at both ends */
struct kx_bytes kxl_text_trim(struct kx_bytes text);

/** kxl_text_is - whether the text is this word */
bool kxl_text_is(struct kx_bytes text, const char *word);

/**
 * kxl_text_after - get the text after a prefix
 * @after: filled if the function returns true
 *
 * Return: whether @text begins with @prefix.
 */
bool kxl_text_after(struct kx_bytes text, const char *prefix,
		    struct kx_bytes *after);

/** kxl_text_has_word - whether @word is one of the blank-separated words */
bool kxl_text_has_word(struct kx_bytes text, const char *word);

/**
 * kxl_text_number - remove a number from the front of a text
 * @rest: shrinks by the digits, and a 0x before them if @base is 16
 * @base: 10 or 16
 * @value: filled if the function returns true
 *
 * Return: whether there was a number that fits in 64 bits.
 */
bool kxl_text_number(struct kx_bytes *rest, unsigned int base, u64 *value);

#endif
