// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Linux splits its command line at blanks that are not in double quotes. x86's
 * code for the time before that knows no quotes.
 */
#include "core/cmdline.h"

/* In Linux a no-break space of Latin-1 is one, too: a half of "\xc3\xa0". */
static bool is_blank(u8 byte)
{
	return !byte || (byte >= '\t' && byte <= '\r') || byte == ' ' ||
	       byte == 0xa0;
}

static bool is_early_blank(u8 byte)
{
	return byte <= ' ';
}

/* @quote: the byte that holds blanks together; 0: none. */
static bool next(struct kx_bytes *rest, struct kx_bytes *word,
		 bool (*ends)(u8 byte), u8 quote)
{
	const u8 *data = rest->data;
	bool is_quoted = false;
	u64 start = 0;
	u64 end;

	while (start < rest->size && ends(data[start]))
		start++;
	for (end = start; end < rest->size; end++) {
		if (quote && data[end] == quote)
			is_quoted = !is_quoted;
		else if (!is_quoted && ends(data[end]))
			break;
	}
	if (end == start)
		return false;
	*word = kx_bytes(data + start, end - start);
	*rest = kx_bytes(data + end, rest->size - end);
	while (ends(word->data[word->size - 1]))
		word->size--;
	return true;
}

bool kx_cmdline_next(struct kx_bytes *rest, struct kx_bytes *word)
{
	return next(rest, word, is_blank, '"');
}

bool kx_cmdline_next_early(struct kx_bytes *rest, struct kx_bytes *word)
{
	return next(rest, word, is_early_blank, 0);
}

static struct kx_bytes without_quote(struct kx_bytes word)
{
	if (!word.size || word.data[0] != '"')
		return word;
	return kx_bytes(word.data + 1, word.size - 1);
}

/* As parameq() in Linux kernel/params.c. */
static u8 fold(u8 byte)
{
	return byte == '-' ? '_' : byte;
}

/* The length of @start, if @word begins with it; more than a word has: not. */
static u64 match(struct kx_bytes word, const char *start)
{
	u64 i;

	for (i = 0; start[i]; i++)
		if (i >= word.size || fold(word.data[i]) != fold((u8)start[i]))
			return ~0ULL;
	return i;
}

bool kx_cmdline_begins(struct kx_bytes word, const char *start)
{
	return match(without_quote(word), start) != ~0ULL;
}

bool kx_cmdline_is(struct kx_bytes word, const char *name)
{
	struct kx_bytes bare = without_quote(word);

	if (bare.size < word.size && bare.size &&
	    bare.data[bare.size - 1] == '"')
		bare.size--;
	return match(bare, name) == bare.size;
}

bool kx_cmdline_is_open(struct kx_bytes line)
{
	bool is_open = false;
	u64 i;

	for (i = 0; i < line.size; i++)
		is_open ^= line.data[i] == '"';
	return is_open;
}
