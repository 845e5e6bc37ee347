// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Suggestions for mistyped options, and commands to type instead. A word is
 * taken for an option if a few changes of a letter turn it into that option.
 */
#include "tool/kexec/suggest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tool/kexec/combine.h"
#include "tool/kexec/line.h"

/* Longer words are not typing errors. */
#define LETTERS_MAX 40
/* Longer hints are truncated: they contain a long value in full. */
#define HINT_SIZE 512

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t name_length(const char *name)
{
	return strcspn(name, "=");
}

/*
 * Number of letters to insert, delete, change or swap with the next one: three
 * rows of the table of distances between prefixes (Damerau and Levenshtein).
 */
static size_t distance(const char *a, size_t a_size, const char *b)
{
	size_t rows[3][LETTERS_MAX + 1];
	size_t b_size = strlen(b);
	size_t i;
	size_t j;

	if (a_size > LETTERS_MAX || b_size > LETTERS_MAX)
		return LETTERS_MAX;
	for (j = 0; j <= b_size; j++)
		rows[0][j] = j;
	for (i = 1; i <= a_size; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3];

		row[0] = i;
		for (j = 1; j <= b_size; j++) {
			row[j] = smaller(row[j - 1], above[j]) + 1;
			row[j] = smaller(row[j],
					 above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = smaller(row[j],
						 rows[(i + 1) % 3][j - 2] + 1);
		}
	}
	return rows[a_size % 3][b_size];
}

/* The nearest name, if it is near enough for its length. */
static const char *find_nearest(const char *name, size_t length,
				const struct option *names)
{
	const char *nearest = NULL;
	size_t best = length / 3 + 1;
	size_t far;

	for (; names->name; names++) {
		far = distance(name, length, names->name);
		if (far >= best)
			continue;
		best = far;
		nearest = names->name;
	}
	return nearest;
}

static const char *find_exact(const char *name, size_t length,
			      const struct option *names)
{
	for (; names->name; names++)
		if (strlen(names->name) == length &&
		    !strncmp(names->name, name, length))
			return names->name;
	return NULL;
}

__attribute__((format(printf, 3, 4))) static void
append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, size - used, format, args);
	va_end(args);
}

/* All names with this prefix; false if there is none. */
static bool list_candidates(const char *name, size_t length,
			    const struct option *names, char *text, size_t size)
{
	bool is_first = true;

	for (; length && names->name; names++) {
		if (strncmp(names->name, name, length) != 0)
			continue;
		append(text, size, "%s--%s",
		       is_first ? "; it is the beginning of " : ", ",
		       names->name);
		is_first = false;
	}
	return !is_first;
}

void suggest_option(const char *arg, const struct option *names, char *text,
		    size_t size)
{
	size_t dashes = strspn(arg, "-");
	const char *name = arg + dashes;
	size_t length = name_length(name);
	const char *meant = find_exact(name, length, names);

	text[0] = '\0';
	/* A word without dashes is usually a file. */
	if (!meant && !dashes)
		return;
	if (!meant && dashes > 1 &&
	    list_candidates(name, length, names, text, size))
		return;
	/* A single unknown letter is an error of its own. */
	if (!meant && length > 1)
		meant = find_nearest(name, length, names);
	if (meant)
		append(text, size, "; did you mean --%s%s?", meant,
		       name + length);
}

/* The long option in getopt_long()'s optopt; NULL: a letter, or none. */
static const char *find_name(const struct option *names)
{
	for (; names->name; names++)
		if (optopt && names->val == optopt)
			return names->name;
	return NULL;
}

/* In getopt_long()'s own words, which scripts may match. */
int suggest_mistake(int got, const char *arg, const struct option *names)
{
	const char *name = find_name(names);
	char hint[HINT_SIZE];

	suggest_option(arg, names, hint, sizeof(hint));
	if (name)
		line_print(stderr,
			   "kexec: option '--%s' %s argument; " SEE_HELP, name,
			   got == ':' ? "requires an" : "doesn't allow an");
	else if (optopt && got == ':')
		line_print(stderr,
			   "kexec: option requires an argument -- "
			   "'%c'; " SEE_HELP,
			   optopt);
	else if (optopt)
		line_print(stderr, "kexec: invalid option -- '%c'%s; " SEE_HELP,
			   optopt, hint);
	else
		line_print(stderr,
			   "kexec: unrecognized option '%s'%s; " SEE_HELP, arg,
			   hint);
	return -1;
}

int suggest_extra(const char *word, const struct option *names)
{
	char hint[HINT_SIZE];

	/* Only behind "--" is it no option. */
	if (word[0] == '-' && word[1])
		snprintf(hint, sizeof(hint), "; options go before \"--\"");
	else
		suggest_option(word, names, hint, sizeof(hint));
	line_print(stderr,
		   "kexec: \"%s\" is one argument too many%s; " SEE_HELP, word,
		   *hint ? hint : " (is a quote missing?)");
	return -1;
}

/* In an argument of letters, those that select a call become -c. */
static void replace_letters(char *word)
{
	/* The letters after -t are its value. */
	for (word++; *word && *word != 't'; word++)
		if (strchr("sa", *word))
			*word = 'c';
}

static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_=+./:,@%";

	return *word && !word[strspn(word, plain)];
}

static void append_quoted(char *text, size_t size, const char *word)
{
	if (is_plain(word)) {
		append(text, size, "%s", word);
		return;
	}
	append(text, size, "'");
	for (; *word; word++)
		append(text, size, *word == '\'' ? "'\\''" : "%c", *word);
	append(text, size, "'");
}

static bool has_control(const char *word)
{
	for (; *word; word++)
		if ((unsigned char)*word < ' ' || *word == 0x7f)
			return true;
	return false;
}

static void append_method(const struct options *options, char *text,
			  size_t size)
{
	const char *typed = options->argv[options->method_at];
	char letters[32];

	if (!strncmp(typed, "--", 2) || strlen(typed) >= sizeof(letters)) {
		append(text, size, "-c");
		return;
	}
	snprintf(letters, sizeof(letters), "%s", typed);
	replace_letters(letters);
	append_quoted(text, size, letters);
}

bool suggest_command(const struct options *options, char *text, size_t size)
{
	int i;

	text[0] = '\0';
	for (i = 0; i < options->argc; i++) {
		if (has_control(options->argv[i]))
			return false;
		append(text, size, "%s", i ? " " : "");
		if (i && i == options->method_at)
			append_method(options, text, size);
		else
			append_quoted(text, size, options->argv[i]);
		if (!i && !options->method_at)
			append(text, size, " -c");
	}
	return options->argc && strlen(text) + 1 < size;
}
