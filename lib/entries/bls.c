// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * One line, one key. A key is a row of a table: where its value goes. Nothing
 * here opens files or decides what starts next.
 */
#include "lib/entries/bls.h"

#include "lib/text/text.h"

static bool is_one_of(u8 c, const char *set)
{
	return c && strchr(set, c);
}

static struct kx_bytes skip(struct kx_bytes text, u64 count)
{
	return kx_bytes(text.data + count, text.size - count);
}

static struct kx_bytes trim(struct kx_bytes text)
{
	while (text.size && is_one_of(*text.data, " \t"))
		text = skip(text, 1);
	while (text.size && is_one_of(text.data[text.size - 1], " \t"))
		text.size--;
	return text;
}

/* Up to a line feed or a carriage return; only the former counts lines. */
static struct kx_bytes take_line(struct kx_bytes *rest, u32 *number)
{
	struct kx_bytes line = *rest;
	u64 size = 0;

	if (!*number)
		*number = 1;
	while (size < rest->size && !is_one_of(rest->data[size], "\n\r"))
		size++;
	line.size = size;
	*rest = skip(*rest, size);
	return line;
}

static void skip_end(struct kx_bytes *rest, u32 *number)
{
	if (!rest->size)
		return;
	if (*rest->data == '\n')
		++*number;
	*rest = skip(*rest, 1);
}

static bool is_quoted(struct kx_bytes value, u8 quote)
{
	return value.size > 1 && *value.data == quote &&
	       value.data[value.size - 1] == quote;
}

/* @line: neither empty nor a comment */
static bool split(struct kx_bytes text, const char *separators,
		  struct kxl_bls_line *line)
{
	u64 size = 0;

	while (size < text.size && !is_one_of(text.data[size], separators))
		size++;
	line->key = kx_bytes(text.data, size);
	if (size == text.size)
		return false;
	text = skip(text, size);
	while (text.size && is_one_of(*text.data, separators))
		text = skip(text, 1);
	line->value = text;
	return true;
}

bool kxl_bls_next(struct kx_bytes *rest, const char *separators, u32 *number,
		  struct kxl_bls_line *line)
{
	struct kx_bytes text;

	while (rest->size) {
		/* The end of the line before this one. */
		if (*number)
			skip_end(rest, number);
		text = trim(take_line(rest, number));
		if (!text.size || *text.data == '#' ||
		    !split(text, separators, line))
			continue;
		if (is_quoted(line->value, '"') || is_quoted(line->value, '\''))
			line->value = kx_bytes(line->value.data + 1,
					       line->value.size - 2);
		return true;
	}
	return false;
}

/* The same as GRUB does it; false at its end of the file. */
static bool next_for_grub(struct kx_bytes *rest, u32 *number,
			  struct kxl_bls_line *line)
{
	struct kx_bytes text;

	while (kxl_text_line(rest, &text)) {
		++*number;
		while (text.size && text.data[text.size - 1] == '\r')
			text.size--;
		while (text.size && is_one_of(*text.data, " \t"))
			text = skip(text, 1);
		if (text.size && *text.data == '#')
			continue;
		return text.size && split(text, " \t", line) &&
		       line->value.size;
	}
	return false;
}

enum kind {
	KIND_VALUE,  /* one line counts */
	KIND_KERNEL, /* the same, and it says what is started */
	KIND_REPEAT, /* all of them count */
};

static const struct key {
	const char *name;
	enum kind kind;
	enum kxl_bls_starts starts;
	size_t offset; /* of the value, or values, in struct kxl_bls */
	size_t count;  /* KIND_REPEAT: of their number */
} keys[] = {
	{ "title", KIND_VALUE, 0, offsetof(struct kxl_bls, title), 0 },
	{ "version", KIND_VALUE, 0, offsetof(struct kxl_bls, version), 0 },
	{ "machine-id", KIND_VALUE, 0, offsetof(struct kxl_bls, machine_id),
	  0 },
	{ "sort-key", KIND_VALUE, 0, offsetof(struct kxl_bls, sort_key), 0 },
	{ "architecture", KIND_VALUE, 0, offsetof(struct kxl_bls, architecture),
	  0 },
	{ "devicetree", KIND_VALUE, 0, offsetof(struct kxl_bls, devicetree),
	  0 },
	{ "profile", KIND_VALUE, 0, offsetof(struct kxl_bls, profile), 0 },
	{ "linux", KIND_KERNEL, KXL_BLS_LINUX, 0, 0 },
	{ "uki", KIND_KERNEL, KXL_BLS_UKI, 0, 0 },
	{ "uki-url", KIND_KERNEL, KXL_BLS_UKI_URL, 0, 0 },
	{ "efi", KIND_KERNEL, KXL_BLS_EFI, 0, 0 },
	{ "initrd", KIND_REPEAT, 0, offsetof(struct kxl_bls, initrds),
	  offsetof(struct kxl_bls, nr_initrds) },
	{ "options", KIND_REPEAT, 0, offsetof(struct kxl_bls, options),
	  offsetof(struct kxl_bls, nr_options) },
};

static const struct key *find_key(struct kx_bytes name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (kxl_text_is(name, keys[i].name))
			return &keys[i];
	return NULL;
}

struct parser {
	struct kxl_bls bls;
	enum kxl_bls_reader reader;
	u32 number; /* of the line */
	const char *what;
};

static void take_kernel(struct parser *parser, const struct key *key,
			struct kx_bytes value)
{
	struct kxl_bls *bls = &parser->bls;

	if (parser->reader == KXL_BLS_GRUB &&
	    (key->starts != KXL_BLS_LINUX || bls->starts))
		return;
	if (bls->starts && bls->starts != key->starts) {
		parser->what = "a second kind of kernel: there may be one of "
			       "linux, uki, uki-url and efi";
		return;
	}
	bls->starts = key->starts;
	bls->kernel = value;
	bls->kernel_line = parser->number;
}

static void take_repeat(struct parser *parser, const struct key *key,
			struct kx_bytes value)
{
	u8 *base = (u8 *)&parser->bls;
	struct kx_bytes *values = (void *)(base + key->offset);
	u32 *count = (void *)(base + key->count);

	if (*count == KXL_BLS_REPEATS_MAX)
		parser->what = "one line of its kind too many: 64 are read";
	else
		values[(*count)++] = value;
}

static void take_value(struct parser *parser, const struct key *key,
		       struct kx_bytes value)
{
	struct kx_bytes *to = (void *)((u8 *)&parser->bls + key->offset);

	if (parser->reader != KXL_BLS_GRUB || !to->data)
		*to = value;
}

static void take_key(struct parser *parser, const struct kxl_bls_line *line)
{
	const struct key *key = find_key(line->key);

	if (!key)
		return;
	if (key->kind == KIND_KERNEL)
		take_kernel(parser, key, line->value);
	else if (key->kind == KIND_REPEAT)
		take_repeat(parser, key, line->value);
	else
		take_value(parser, key, line->value);
}

static bool next(struct parser *parser, struct kx_bytes *rest,
		 struct kxl_bls_line *line)
{
	if (parser->reader == KXL_BLS_GRUB)
		return next_for_grub(rest, &parser->number, line);
	return kxl_bls_next(rest, " \t", &parser->number, line);
}

u32 kxl_line_at(struct kx_bytes text, const u8 *at)
{
	const u8 *c;
	u32 line = 1;

	for (c = text.data; c < at; c++)
		line += *c == '\n';
	return line;
}

/* A NUL would hide what follows it. */
static const char *vet(struct kx_bytes text, u32 *line)
{
	const u8 *nul = text.size ? memchr(text.data, 0, text.size) : NULL;

	*line = 0;
	if (text.size > KXL_BLS_FILE_MAX)
		return "the file is larger than 1 MiB";
	if (!nul)
		return NULL;
	*line = kxl_line_at(text, nul);
	return "there is a NUL in it";
}

int kxl_bls_parse(struct kx_bytes text, enum kxl_bls_reader reader,
		  struct kxl_bls *bls, struct kxl_line_fault *fault)
{
	struct parser parser = { .reader = reader };
	struct kxl_bls_line line;
	u32 number;

	parser.what = vet(text, &number);
	if (parser.what)
		parser.number = number;
	while (!parser.what && next(&parser, &text, &line))
		take_key(&parser, &line);
	if (!parser.what && !parser.bls.starts) {
		parser.number = 0;
		parser.what = "no line says which kernel to start";
	}
	if (parser.what) {
		*fault = (struct kxl_line_fault){ parser.number, parser.what };
		return -EBADMSG;
	}
	*bls = parser.bls;
	return 0;
}
