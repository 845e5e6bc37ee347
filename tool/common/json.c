// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A writer of JSON that needs no library: nothing here parses JSON, and the
 * programs are linked statically for initramfs images. Commas and brackets are
 * its business; a caller writes members in their order.
 */
#include "tool/common/json.h"

#include <string.h>

/*
 * Length in bytes of the UTF-8 character at the beginning; 0: there is none.
 * Not overlong, not a surrogate, not above U+10FFFF (RFC 3629, section 4).
 */
static size_t utf8_length(const unsigned char *at, size_t left)
{
	static const struct {
		unsigned char first, last;   /* of the first byte */
		unsigned char second, bound; /* of the second one */
		unsigned char length;
	} rows[] = {
		{ 0x00, 0x7f, 0x00, 0xff, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	const size_t count = sizeof(rows) / sizeof(rows[0]);
	size_t row = 0;
	size_t i;

	while (row < count &&
	       (at[0] < rows[row].first || at[0] > rows[row].last))
		row++;
	if (row == count || rows[row].length > left)
		return 0;
	if (rows[row].length > 1 &&
	    (at[1] < rows[row].second || at[1] > rows[row].bound))
		return 0;
	for (i = 2; i < rows[row].length; i++) {
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	}
	return rows[row].length;
}

static void put_character(FILE *to, const unsigned char *at, size_t length)
{
	if (!length)
		fprintf(to, "\\\\x%02x", *at);
	else if (*at == '"' || *at == '\\')
		fprintf(to, "\\%c", *at);
	else if (*at < ' ' || *at == 0x7f)
		fprintf(to, "\\u%04x", *at);
	else if (length == 1)
		putc_unlocked(*at, to);
	else
		fwrite(at, 1, length, to);
}

void json_string(FILE *to, const void *text, size_t size)
{
	const unsigned char *at = text;
	size_t length;

	putc_unlocked('"', to);
	for (; size; at += length, size -= length) {
		length = utf8_length(at, size);
		put_character(to, at, length);
		length += !length;
	}
	putc_unlocked('"', to);
}

static void begin(struct json *json, const char *name)
{
	if (json->has_member)
		putc(',', json->to);
	if (name)
		fprintf(json->to, "\"%s\":", name);
	json->has_member = true;
}

void json_open(struct json *json, const char *name, char bracket)
{
	begin(json, name);
	putc(bracket, json->to);
	json->has_member = false;
	if (json->depth < JSON_DEPTH_MAX)
		json->open[json->depth] = bracket;
	json->depth++;
}

void json_close(struct json *json)
{
	json->depth--;
	putc(json->depth < JSON_DEPTH_MAX && json->open[json->depth] == '['
		     ? ']'
		     : '}',
	     json->to);
	json->has_member = true;
}

void json_close_to(struct json *json, unsigned int depth)
{
	while (json->depth > depth)
		json_close(json);
}

void json_text(struct json *json, const char *name, const char *text)
{
	begin(json, name);
	if (text)
		json_string(json->to, text, strlen(text));
	else
		fputs("null", json->to);
}

void json_number(struct json *json, const char *name, uint64_t number)
{
	begin(json, name);
	fprintf(json->to, "%llu", (unsigned long long)number);
}

void json_bool(struct json *json, const char *name, bool is_true)
{
	begin(json, name);
	fputs(is_true ? "true" : "false", json->to);
}

void json_null(struct json *json, const char *name)
{
	json_text(json, name, NULL);
}
