// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Expressions: -o binds least, then -a, then !. Numbers are compared as
 * numbers, and so are strings by <, > and their like.
 */
#include "lib/entries/grub_condition.h"

#include <stdlib.h>

struct expression {
	const struct kxl_grub *grub;
	const char *const *words;
	u32 count;
	u32 at;
	u32 depth;
};

static const char *peek(const struct expression *e, u32 ahead)
{
	return e->at + ahead < e->count ? e->words[e->at + ahead] : NULL;
}

static bool is(const char *word, const char *text)
{
	return word && !strcmp(word, text);
}

static bool test_file(const struct expression *e, char kind, const char *word)
{
	const struct kxl_grub_host *host = e->grub->host;
	const char *path = kxl_grub_path(e->grub, word);

	return path && host->is_there(host->data, path, kind);
}

static const struct {
	const char *name;
	bool is_number;
	bool less, equal, greater; /* what makes it true */
} comparisons[] = {
	{ "=", false, false, true, false }, { "==", false, false, true, false },
	{ "!=", false, true, false, true }, { "<", false, true, false, false },
	{ "<=", false, true, true, false }, { ">", false, false, false, true },
	{ ">=", false, false, true, true }, { "-eq", true, false, true, false },
	{ "-ne", true, true, false, true }, { "-lt", true, true, false, false },
	{ "-le", true, true, true, false }, { "-gt", true, false, false, true },
	{ "-ge", true, false, true, true },
};

/* False if @operator is none. */
static bool compare(const char *a, const char *operator, const char * b,
		    bool *result)
{
	long long difference;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(comparisons); i++) {
		if (strcmp(comparisons[i].name, operator) != 0)
			continue;
		if (comparisons[i].is_number)
			difference =
				(strtoll(a, NULL, 0) > strtoll(b, NULL, 0)) -
				(strtoll(a, NULL, 0) < strtoll(b, NULL, 0));
		else
			difference = strcmp(a, b);
		*result = difference < 0   ? comparisons[i].less
			  : difference > 0 ? comparisons[i].greater
					   : comparisons[i].equal;
		return true;
	}
	return false;
}

static bool test_unary(struct expression *e, const char *name, bool *result)
{
	const char *word = peek(e, 1);

	if (!word || name[0] != '-' || !name[1] || name[2])
		return false;
	if (name[1] == 'n' || name[1] == 'z')
		*result = (name[1] == 'z') == !*word;
	else if (strchr("defs", name[1]))
		*result = test_file(e, name[1], word);
	else
		return false;
	e->at += 2;
	return true;
}

static bool test_any(struct expression *e);

static bool test_group(struct expression *e)
{
	bool result;

	e->at++;
	result = test_any(e);
	e->at += is(peek(e, 0), ")");
	return result;
}

static bool test_primary(struct expression *e)
{
	const char *word = peek(e, 0);
	bool is_negated = false;
	bool result = false;

	for (; is(word, "!") && peek(e, 1); word = peek(e, 0)) {
		is_negated = !is_negated;
		e->at++;
	}
	if (!word)
		return is_negated;
	if (peek(e, 2) && compare(word, peek(e, 1), peek(e, 2), &result)) {
		e->at += 3;
	} else if (is(word, "(") && e->depth++ < KXL_GRUB_DEPTH_MAX) {
		result = test_group(e);
	} else if (!test_unary(e, word, &result)) {
		result = *word;
		e->at++;
	}
	return result != is_negated;
}

static bool test_all(struct expression *e)
{
	bool result = test_primary(e);

	while (is(peek(e, 0), "-a")) {
		e->at++;
		result &= test_primary(e);
	}
	return result;
}

static bool test_any(struct expression *e)
{
	bool result = test_all(e);

	while (is(peek(e, 0), "-o")) {
		e->at++;
		result |= test_all(e);
	}
	return result;
}

bool kxl_grub_is_true(const struct kxl_grub *grub, const char *const *words,
		      u32 count)
{
	struct expression e = { .grub = grub, .words = words, .count = count };
	bool result = test_any(&e);

	return result && e.at == count;
}
