// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The lexer. Source: "Writing full configuration files directly" in GRUB's
 * manual; grub-core/script/yylex.l and execute.c of GRUB 2.14.
 */
#include "lib/entries/grub_words.h"

#include <stdio.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_name(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || c == '_';
}

static char look(const struct kxl_grub_text *text)
{
	if (text->at == text->end)
		return '\0';
	return *text->at;
}

static void advance(struct kxl_grub_text *text)
{
	if (text->at == text->end)
		return;
	text->line += *text->at == '\n';
	text->at++;
}

static bool is_joined(const struct kxl_grub_text *text)
{
	return text->end - text->at >= 2 && text->at[0] == '\\' &&
	       text->at[1] == '\n';
}

static void skip_blanks(struct kxl_grub_text *text)
{
	for (;;) {
		if (is_joined(text)) {
			advance(text);
			advance(text);
		} else if (text->at < text->end && is_blank(*text->at)) {
			advance(text);
		} else {
			break;
		}
	}
	if (look(text) == '#')
		while (text->at < text->end && *text->at != '\n')
			advance(text);
}

enum kxl_grub_token kxl_grub_peek(struct kxl_grub_text *text)
{
	skip_blanks(text);
	if (text->at == text->end)
		return KXL_GRUB_EOF;
	switch (*text->at) {
	case '\n':
	case ';':
		return KXL_GRUB_END;
	case '{':
		return KXL_GRUB_OPEN;
	case '}':
		return KXL_GRUB_CLOSE;
	default:
		return KXL_GRUB_WORD;
	}
}

void kxl_grub_skip(struct kxl_grub_text *text)
{
	advance(text);
}

/* A word that grows. */
struct builder {
	struct kxl_grub *grub;
	struct kxl_grub_words *words;
	bool expands;
	bool is_begun;
	size_t size;
	const char *fault;
	char text[KXL_GRUB_WORD_SIZE];
};

static void put(struct builder *builder, char c)
{
	builder->is_begun = true;
	if (builder->size < sizeof(builder->text))
		builder->text[builder->size++] = c;
	else
		builder->fault = "a word is longer than 8 KiB";
}

static void finish(struct builder *builder)
{
	struct kxl_grub_words *words = builder->words;

	if (!builder->is_begun)
		return;
	if (words->count == KXL_GRUB_WORDS_MAX)
		builder->fault = "a command has more than 256 words";
	else
		words->list[words->count++] =
			kxl_pool_copy(builder->grub->pool,
				      kx_bytes(builder->text, builder->size));
	builder->is_begun = false;
	builder->size = 0;
}

static void put_value(struct builder *builder, const char *value, bool splits)
{
	for (; *value && !builder->fault; value++) {
		if (splits && (is_blank(*value) || *value == '\n'))
			finish(builder);
		else
			put(builder, *value);
	}
}

/* $1 to $9, $@, $*, $# and $?. */
static bool put_argument(struct builder *builder, char name, bool splits)
{
	const struct kxl_grub *grub = builder->grub;
	char number[16];
	u32 i;

	if (name == '#' || name == '?') {
		snprintf(number, sizeof(number), "%d",
			 name == '#' ? (int)grub->nr_arguments : grub->status);
		put_value(builder, number, splits);
		return true;
	}
	if (name != '@' && name != '*' && !(name >= '1' && name <= '9'))
		return false;
	for (i = 0; i < grub->nr_arguments; i++) {
		if (name >= '1' && name <= '9' && i != (u32)(name - '1'))
			continue;
		if (i && (name == '@' || name == '*'))
			put_value(builder, " ", splits);
		put_value(builder, grub->arguments[i], splits);
	}
	return true;
}

static void put_variable(struct builder *builder, const char *name, bool splits)
{
	const char *value = NULL;

	builder->words->is_plain &= builder->words->count > 0;
	if (!builder->expands) {
		builder->is_begun = true;
		return;
	}
	if (!name[1] && put_argument(builder, *name, splits))
		return;
	value = kxl_grub_get(builder->grub, name);
	if (value)
		put_value(builder, value, splits);
}

#define NAME_SIZE 128

/* @text is at the dollar sign. */
static void take_variable(struct builder *builder, struct kxl_grub_text *text,
			  bool splits)
{
	char name[NAME_SIZE] = "";
	size_t size = 0;
	bool is_braced;

	advance(text);
	is_braced = look(text) == '{';
	if (is_braced)
		advance(text);
	while (size < sizeof(name) - 1 && is_name(look(text))) {
		name[size++] = look(text);
		advance(text);
	}
	if (!size && look(text) && strchr("@*#?", look(text))) {
		name[size++] = look(text);
		advance(text);
	}
	if (!size) {
		put(builder, '$');
		if (is_braced)
			builder->fault = "${ without a name";
		return;
	}
	if (is_braced && look(text) != '}') {
		builder->fault = "${ without }";
		return;
	}
	if (is_braced)
		advance(text);
	put_variable(builder, name, splits);
}

static void take_single(struct builder *builder, struct kxl_grub_text *text)
{
	advance(text);
	while (text->at < text->end && *text->at != '\'') {
		put(builder, *text->at);
		advance(text);
	}
	if (look(text) != '\'')
		builder->fault = "a quote is not closed";
	advance(text);
}

/* A backslash means something before four characters only. */
static void take_escape(struct builder *builder, struct kxl_grub_text *text)
{
	char next = '\0';

	if (text->end - text->at > 1)
		next = text->at[1];
	if (next == '\n') {
		advance(text);
	} else {
		if (next && strchr("$\"\\", next))
			advance(text);
		put(builder, *text->at);
	}
	advance(text);
}

static void take_double(struct builder *builder, struct kxl_grub_text *text)
{
	advance(text);
	while (text->at < text->end && *text->at != '"' && !builder->fault) {
		if (*text->at == '$') {
			take_variable(builder, text, false);
		} else if (*text->at == '\\') {
			take_escape(builder, text);
		} else {
			put(builder, *text->at);
			advance(text);
		}
	}
	if (look(text) != '"' && !builder->fault)
		builder->fault = "a quote is not closed";
	advance(text);
}

static bool ends_word(const struct kxl_grub_text *text)
{
	return text->at == text->end || is_blank(*text->at) ||
	       (*text->at && strchr("\n;{}", *text->at));
}

static void take_quoted(struct builder *builder, struct kxl_grub_text *text)
{
	builder->is_begun = true;
	builder->words->is_plain &= builder->words->count > 0;
	if (*text->at == '\'') {
		take_single(builder, text);
	} else if (*text->at == '"') {
		take_double(builder, text);
	} else {
		advance(text);
		if (text->at < text->end)
			put(builder, *text->at);
		advance(text);
	}
}

const char *kxl_grub_take(struct kxl_grub *grub, struct kxl_grub_text *text,
			  bool expands, struct kxl_grub_words *words)
{
	struct builder builder;

	builder.grub = grub;
	builder.words = words;
	builder.expands = expands;
	builder.is_begun = false;
	builder.size = 0;
	builder.fault = NULL;
	if (!words->count)
		words->is_plain = true;
	while (!ends_word(text) && !builder.fault) {
		if (is_joined(text))
			break;
		if (*text->at == '\'' || *text->at == '"' ||
		    *text->at == '\\') {
			take_quoted(&builder, text);
		} else if (*text->at == '$') {
			take_variable(&builder, text, true);
		} else {
			put(&builder, *text->at);
			advance(text);
		}
	}
	finish(&builder);
	words->list[words->count] = NULL;
	return builder.fault;
}

/* Words in a block are read for their quotes. */
static const char *skip_word(struct kxl_grub *grub, struct kxl_grub_text *text)
{
	struct kxl_grub_words words = { .count = 0 };

	return kxl_grub_take(grub, text, false, &words);
}

const char *kxl_grub_take_block(struct kxl_grub *grub,
				struct kxl_grub_text *text,
				struct kxl_grub_text *body)
{
	enum kxl_grub_token token;
	const char *fault = NULL;
	u32 depth = 0;

	do {
		token = kxl_grub_peek(text);
		if (token == KXL_GRUB_EOF)
			return "a block is not closed";
		if (token == KXL_GRUB_WORD) {
			fault = skip_word(grub, text);
			continue;
		}
		if (token == KXL_GRUB_CLOSE && !--depth)
			body->end = text->at;
		advance(text);
		if (token == KXL_GRUB_OPEN && !depth++)
			*body = *text;
	} while (depth && !fault);
	return fault;
}
