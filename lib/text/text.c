// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Lines, words and numbers of a borrowed text. A text is a view, without a
 * final NUL. Nothing here copies it or depends on the locale.
 */
#include "lib/text/text.h"

static bool is_blank(u8 c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static struct kx_bytes skip(struct kx_bytes text, u64 count)
{
	return kx_bytes(text.data + count, text.size - count);
}

bool kxl_text_line(struct kx_bytes *rest, struct kx_bytes *line)
{
	const u8 *end;
	u64 size;

	if (!rest->size)
		return false;
	end = memchr(rest->data, '\n', rest->size);
	size = end ? (u64)(end - rest->data) : rest->size;
	*line = kx_bytes(rest->data, size);
	*rest = skip(*rest, end ? size + 1 : size);
	return true;
}

struct kx_bytes kxl_text_trim(struct kx_bytes text)
{
	while (text.size && is_blank(text.data[0]))
		text = skip(text, 1);
	while (text.size && is_blank(text.data[text.size - 1]))
		text.size--;
	return text;
}

bool kxl_text_is(struct kx_bytes text, const char *word)
{
	u64 size = strlen(word);

	return text.size == size && (!size || !memcmp(text.data, word, size));
}

bool kxl_text_after(struct kx_bytes text, const char *prefix,
		    struct kx_bytes *after)
{
	u64 size = strlen(prefix);

	if (text.size < size || !kxl_text_is(kx_bytes(text.data, size), prefix))
		return false;
	*after = skip(text, size);
	return true;
}

bool kxl_text_has_word(struct kx_bytes text, const char *word)
{
	u64 end;

	for (;;) {
		text = kxl_text_trim(text);
		if (!text.size)
			return false;
		for (end = 0; end < text.size && !is_blank(text.data[end]);)
			end++;
		if (kxl_text_is(kx_bytes(text.data, end), word))
			return true;
		text = skip(text, end);
	}
}

/* 16 for a character that is not a digit in any supported base. */
static unsigned int digit(u8 c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20; /* lower case */
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return 16;
}

bool kxl_text_number(struct kx_bytes *rest, unsigned int base, u64 *value)
{
	struct kx_bytes text = *rest;
	u64 number = 0;
	u64 start;

	if (base == 16)
		(void)kxl_text_after(text, "0x", &text);
	start = text.size;
	while (text.size && digit(text.data[0]) < base) {
		if (__builtin_mul_overflow(number, base, &number) ||
		    __builtin_add_overflow(number, digit(text.data[0]),
					   &number))
			return false;
		text = skip(text, 1);
	}
	if (text.size == start)
		return false;
	*rest = text;
	*value = number;
	return true;
}
