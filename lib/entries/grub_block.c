// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * NAME=VALUE lines. A backslash in a value takes the next character with it,
 * also a line feed: what looks like a line of its own may be a part of a value.
 */
#include "lib/entries/grub_block.h"

#include "lib/text/text.h"

static const char signature[] = "# GRUB Environment Block\n";

bool kxl_grub_block_open(struct kx_bytes file, struct kx_bytes *rest)
{
	return kxl_text_after(file, signature, rest);
}

static struct kx_bytes skip(struct kx_bytes text, u64 count)
{
	count = count < text.size ? count : text.size;
	return kx_bytes(text.data + count, text.size - count);
}

/* Bytes before the line feed that ends a value. */
static u64 value_size(struct kx_bytes text)
{
	u64 size = 0;

	while (size < text.size && text.data[size] != '\n')
		size += text.data[size] == '\\' ? 2 : 1;
	return size;
}

static bool is_name(struct kx_bytes name)
{
	u64 i;
	u8 c;

	for (i = 0; i < name.size; i++) {
		c = name.data[i];
		if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= 'a' && c <= 'z') && c != '_')
			return false;
	}
	return name.size;
}

/* What a block is made of. */
enum piece {
	PIECE_NONE, /* the end */
	PIECE_COMMENT,
	PIECE_VARIABLE,
	PIECE_NO_NAME, /* a name that no script can use */
	PIECE_NO_SIGN,
	PIECE_NO_END
};

static enum piece take_rest(struct kx_bytes *rest, enum piece piece)
{
	*rest = skip(*rest, rest->size);
	return piece;
}

static enum piece take(struct kx_bytes *rest,
		       struct kxl_grub_variable *variable)
{
	const u8 *sign;
	u64 size;

	if (!rest->size)
		return PIECE_NONE;
	if (*rest->data == '#') {
		*rest = skip(*rest, value_size(*rest) + 1);
		return PIECE_COMMENT;
	}
	sign = memchr(rest->data, '=', rest->size);
	if (!sign)
		return take_rest(rest, PIECE_NO_SIGN);
	size = (u64)(sign - rest->data);
	variable->name = kx_bytes(rest->data, size);
	*rest = skip(*rest, size + 1);
	size = value_size(*rest);
	if (size >= rest->size)
		return take_rest(rest, PIECE_NO_END);
	variable->value = kx_bytes(rest->data, size);
	*rest = skip(*rest, size + 1);
	return is_name(variable->name) ? PIECE_VARIABLE : PIECE_NO_NAME;
}

bool kxl_grub_block_next(struct kx_bytes *rest,
			 struct kxl_grub_variable *variable)
{
	enum piece piece;

	do
		piece = take(rest, variable);
	while (piece == PIECE_COMMENT || piece == PIECE_NO_NAME);
	return piece == PIECE_VARIABLE;
}

bool kxl_grub_block_fault(struct kx_bytes file, struct kxl_line_fault *fault)
{
	static const char *const faults[] = {
		[PIECE_NO_NAME] = "it is no name of a variable",
		[PIECE_NO_SIGN] = "there is no \"=\"",
		[PIECE_NO_END] = "the value has no end",
	};
	struct kxl_grub_variable variable;
	struct kx_bytes rest;
	enum piece piece;
	const u8 *at;

	fault->line = 1;
	fault->what = "it is no environment block";
	if (file.size > KXL_GRUB_BLOCK_MAX || !kxl_grub_block_open(file, &rest))
		return true;
	do {
		at = rest.data;
		piece = take(&rest, &variable);
	} while (piece == PIECE_COMMENT || piece == PIECE_VARIABLE);
	if (piece == PIECE_NONE)
		return false;
	fault->line = kxl_line_at(file, at);
	fault->what = faults[piece];
	return true;
}

/* What is appended to the block, which has a limit. */
struct output {
	u8 *data;
	u64 size;
	u64 used;
	bool is_full;
};

static void append(struct output *to, const void *data, u64 size)
{
	to->is_full |= size > to->size - to->used;
	if (to->is_full)
		return;
	memcpy(to->data + to->used, data, size);
	to->used += size;
}

/* Without the fill characters. */
static struct kx_bytes strip(struct kx_bytes file)
{
	while (file.size && file.data[file.size - 1] == '#')
		file.size--;
	return file;
}

/* All but the variables of that name. */
static void append_others(struct output *to, struct kx_bytes body,
			  struct kx_bytes rest, const char *name)
{
	struct kxl_grub_variable variable;
	const u8 *from = body.data;
	const u8 *end = body.data + body.size;

	while (kxl_grub_block_next(&rest, &variable)) {
		if (!kxl_text_is(variable.name, name))
			continue;
		append(to, from, (u64)(variable.name.data - from));
		from = rest.data;
	}
	append(to, from, (u64)(end - from));
}

/* A line feed behind a backslash is part of a value, which goes on. */
static bool is_whole(struct kx_bytes body)
{
	u64 before = body.size - 1;
	u64 at = before;

	while (at && body.data[at - 1] == '\\')
		at--;
	return body.data[before] == '\n' && (before - at) % 2 == 0;
}

/* Words without a sign of equality would be the first ones of what follows. */
static bool can_go_on(struct kx_bytes rest)
{
	struct kxl_grub_variable variable;
	enum piece piece;

	do
		piece = take(&rest, &variable);
	while (piece != PIECE_NONE && piece != PIECE_NO_SIGN &&
	       piece != PIECE_NO_END);
	return piece == PIECE_NONE;
}

bool kxl_grub_block_put(struct kx_bytes file, const char *name,
			const char *value, u8 *block)
{
	struct output to = { .data = block, .size = file.size };
	struct kx_bytes body = strip(file);
	struct kx_bytes rest;

	if (!kxl_grub_block_open(body, &rest) || !is_whole(body) ||
	    (value && !can_go_on(rest)))
		return false;
	append_others(&to, body, rest, name);
	if (value) {
		append(&to, name, strlen(name));
		append(&to, "=", 1);
		append(&to, value, strlen(value));
		append(&to, "\n", 1);
	}
	if (to.is_full)
		return false;
	memset(block + to.used, '#', file.size - to.used);
	return true;
}

const char *kxl_grub_block_value(struct kxl_pool *pool, struct kx_bytes value)
{
	char *copy = kxl_pool_take(pool, value.size + 1);
	char *to = copy;
	u64 i;

	if (!copy)
		return "";
	for (i = 0; i < value.size; i++) {
		if (value.data[i] == '\\' && i + 1 < value.size)
			i++;
		*to++ = (char)value.data[i];
	}
	return copy;
}
