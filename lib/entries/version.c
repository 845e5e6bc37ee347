// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Three orders of versions that differ in separators: what they have in common
 * is that runs of digits are compared as numbers.
 */
#include "lib/entries/version.h"

#include "core/bytes.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int sign(bool is_greater, bool is_less)
{
	return (int)is_greater - (int)is_less;
}

/* Skips a run of digits in both, and compares their numbers. */
static int compare_numbers(const char **a, const char **b)
{
	size_t a_size;
	size_t b_size;
	int order;

	while (**a == '0')
		++*a;
	while (**b == '0')
		++*b;
	for (a_size = 0; is_digit((*a)[a_size]);)
		a_size++;
	for (b_size = 0; is_digit((*b)[b_size]);)
		b_size++;
	order = sign(a_size > b_size, a_size < b_size);
	if (!order)
		order = memcmp(*a, *b, a_size);
	*a += a_size;
	*b += b_size;
	return order;
}

/* The same for runs of letters. */
static int compare_letters(const char **a, const char **b)
{
	size_t a_size;
	size_t b_size;
	int order;

	for (a_size = 0; is_alpha((*a)[a_size]);)
		a_size++;
	for (b_size = 0; is_alpha((*b)[b_size]);)
		b_size++;
	order = memcmp(*a, *b, a_size < b_size ? a_size : b_size);
	if (!order)
		order = sign(a_size > b_size, a_size < b_size);
	*a += a_size;
	*b += b_size;
	return order;
}

static const char *skip_invalid(const char *text)
{
	while (*text && !is_digit(*text) && !is_alpha(*text) &&
	       !strchr("~-^.", *text))
		text++;
	return text;
}

/* A segment that begins with @c is older than one that does not. */
static int compare_prefix(const char **a, const char **b, char c)
{
	int order = sign(**a != c, **b != c);

	if (!order && **a == c) {
		++*a;
		++*b;
	}
	return order;
}

static int compare_segment(const char **a, const char **b)
{
	int order;

	if (!is_digit(**a) && !is_digit(**b))
		return compare_letters(a, b);
	order = sign(is_digit(**a), is_digit(**b));
	return order ? order : compare_numbers(a, b);
}

int kxl_version_compare(const char *a, const char *b)
{
	const char *prefix;
	int order;

	for (;;) {
		a = skip_invalid(a);
		b = skip_invalid(b);
		order = compare_prefix(&a, &b, '~');
		if (order)
			return order;
		if (!*a || !*b)
			return sign(*a, *b);
		for (prefix = "-^."; *prefix && !order; prefix++)
			order = compare_prefix(&a, &b, *prefix);
		if (!order)
			order = compare_segment(&a, &b);
		if (order)
			return order;
	}
}

/*
 * The end of a name without its suffixes: parts of a dot, a letter or ~, and
 * letters, digits and ~.
 */
static size_t stem_size(const char *name, size_t size)
{
	size_t stem = 0;
	size_t at = 0;

	while (at < size) {
		stem = ++at;
		while (at + 1 < size && name[at] == '.' &&
		       (is_alpha(name[at + 1]) || name[at + 1] == '~'))
			for (at += 2; at < size &&
				      (is_alpha(name[at]) ||
				       is_digit(name[at]) || name[at] == '~');)
				at++;
	}
	return stem;
}

/* ~ is before the end, the end before letters, these before all others. */
static int weight(struct kx_bytes text, u64 at)
{
	char c;

	if (at == text.size)
		return -1;
	c = (char)text.data[at];
	if (is_digit(c))
		return 0;
	if (is_alpha(c))
		return c;
	return c == '~' ? -2 : (u8)c + 256;
}

static bool is_digit_at(struct kx_bytes text, u64 at)
{
	return at < text.size && is_digit((char)text.data[at]);
}

static int compare_digits(struct kx_bytes a, struct kx_bytes b, u64 *i, u64 *j)
{
	int first = 0;

	while (*i < a.size && a.data[*i] == '0')
		++*i;
	while (*j < b.size && b.data[*j] == '0')
		++*j;
	for (; is_digit_at(a, *i) && is_digit_at(b, *j); ++*i, ++*j)
		if (!first)
			first = a.data[*i] - b.data[*j];
	if (is_digit_at(a, *i) || is_digit_at(b, *j))
		return is_digit_at(a, *i) ? 1 : -1;
	return first;
}

static int compare_debian(struct kx_bytes a, struct kx_bytes b)
{
	u64 i = 0;
	u64 j = 0;
	int order;

	while (i < a.size || j < b.size) {
		while ((i < a.size && !is_digit_at(a, i)) ||
		       (j < b.size && !is_digit_at(b, j))) {
			order = weight(a, i) - weight(b, j);
			if (order)
				return order;
			i++;
			j++;
		}
		order = compare_digits(a, b, &i, &j);
		if (order)
			return order;
	}
	return 0;
}

/* Empty, ".", "..", hidden, and all others. */
static unsigned int rank(const char *name)
{
	if (!*name)
		return 0;
	if (!strcmp(name, "."))
		return 1;
	if (!strcmp(name, ".."))
		return 2;
	return *name == '.' ? 3 : 4;
}

int kxl_version_compare_names(const char *a, const char *b)
{
	size_t a_size = strlen(a);
	size_t b_size = strlen(b);
	size_t a_stem = stem_size(a, a_size);
	size_t b_stem = stem_size(b, b_size);
	int order = sign(rank(a) > rank(b), rank(a) < rank(b));

	if (order || rank(a) < 3)
		return order;
	order = compare_debian(kx_bytes(a, a_stem), kx_bytes(b, b_stem));
	if (!order)
		order = compare_debian(kx_bytes(a, a_size),
				       kx_bytes(b, b_size));
	return order;
}

static const char *skip_separators(const char *text)
{
	while (*text && !is_digit(*text) && !is_alpha(*text) && *text != '~')
		text++;
	return text;
}

static int compare_rpm(const char *a, const char *b)
{
	int order;

	for (;;) {
		a = skip_separators(a);
		b = skip_separators(b);
		order = compare_prefix(&a, &b, '~');
		if (order)
			return order;
		a = skip_separators(a);
		b = skip_separators(b);
		if (*a == '~' || *b == '~')
			continue;
		if (!*a || !*b)
			return sign(*a, *b);
		order = compare_segment(&a, &b);
		if (order)
			return order;
	}
}

/* Longer than any name in a folder. */
#define NAME_SIZE 256

/* A name in its parts. */
struct package {
	char name[NAME_SIZE];
	const char *version;
	const char *release;
};

/* Cuts @text at its last hyphen; returns what followed that, or "". */
static const char *cut(char *text)
{
	char *hyphen = strrchr(text, '-');

	if (!hyphen)
		return "";
	*hyphen = '\0';
	return hyphen + 1;
}

static void split(const char *text, struct package *package)
{
	static const char suffix[] = ".conf";
	size_t size = strlen(text);

	if (size > strlen(suffix) &&
	    !strcmp(text + size - strlen(suffix), suffix))
		size -= strlen(suffix);
	size = size < NAME_SIZE ? size : NAME_SIZE - 1;
	memcpy(package->name, text, size);
	package->name[size] = '\0';
	package->release = cut(package->name);
	package->version = cut(package->name);
	/* One hyphen: there is a version only. */
	if (!*package->version) {
		package->version = package->release;
		package->release = "";
	}
}

int kxl_version_compare_packages(const char *a, const char *b)
{
	struct package x;
	struct package y;
	int order;

	split(a, &x);
	split(b, &y);
	order = compare_rpm(x.name, y.name);
	if (!order)
		order = compare_rpm(x.version, y.version);
	if (!order)
		order = compare_rpm(x.release, y.release);
	return order;
}
