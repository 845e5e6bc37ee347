// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Statements. A branch that is not taken is read in the same way, with its
 * commands left out, because only that shows where it ends.
 */
#include "lib/entries/grub_run.h"

#include <stdlib.h>

#include "lib/entries/grub_bls.h"
#include "lib/entries/grub_command.h"
#include "lib/entries/grub_words.h"
#include "lib/machine/file.h"

/* What ends a list of commands. */
enum stop {
	STOP_EOF,
	STOP_CLOSE,
	STOP_THEN,
	STOP_ELIF,
	STOP_ELSE,
	STOP_FI,
	STOP_DO,
	STOP_DONE,
	STOP_FAULT,
};

static const struct {
	const char *name;
	enum stop stop;
} stops[] = {
	{ "then", STOP_THEN }, { "elif", STOP_ELIF }, { "else", STOP_ELSE },
	{ "fi", STOP_FI },     { "do", STOP_DO },     { "done", STOP_DONE },
};

/* A script, or a piece of one, that is being run. */
struct run {
	struct kxl_grub *grub;
	struct kxl_grub_text text;
};

static enum stop run_list(struct run *run, bool is_active);

static enum stop fail(struct run *run, const char *what)
{
	kxl_grub_stop(run->grub, &run->text, what);
	return STOP_FAULT;
}

static bool is_on(const struct run *run, bool is_active)
{
	return is_active && !run->grub->is_ended && !run->grub->is_returning;
}

/* Runs a list that must end in one of two ways. */
static enum stop expect(struct run *run, bool is_active, enum stop one,
			enum stop other)
{
	enum stop stop = run_list(run, is_active);

	if (stop == one || stop == other || stop == STOP_FAULT)
		return stop;
	return fail(run, "a command is not complete: if, for or while");
}

/* After the word if or elif, up to fi. */
static enum stop run_if(struct run *run, bool is_active)
{
	bool is_done = !is_active;
	bool is_taken;
	enum stop stop;

	for (;;) {
		if (expect(run, !is_done, STOP_THEN, STOP_THEN) != STOP_THEN)
			return STOP_FAULT;
		is_taken = !is_done && !run->grub->status;
		if (!is_done)
			run->grub->status = 0;
		stop = run_list(run, is_taken);
		is_done |= is_taken;
		if (stop != STOP_ELIF)
			break;
	}
	if (stop == STOP_ELSE)
		stop = expect(run, !is_done, STOP_FI, STOP_FI);
	if (stop == STOP_FI)
		return STOP_EOF;
	return stop == STOP_FAULT ? stop : fail(run, "if without fi");
}

/* A loop is read, and not followed. */
static enum stop skip_loop(struct run *run, bool is_active)
{
	static const char what[] = "a loop is not followed";
	const struct kxl_grub_host *host = run->grub->host;

	if (is_on(run, is_active)) {
		host->warn(host->data, run->text.path, run->text.line, what);
		kxl_grub_doubt(run->grub, what);
	}
	if (expect(run, false, STOP_DO, STOP_DO) != STOP_DO ||
	    expect(run, false, STOP_DONE, STOP_DONE) != STOP_DONE)
		return STOP_FAULT;
	return STOP_EOF;
}

/* The words up to the end of the command, or to its block. */
static enum stop take_words(struct run *run, bool is_active,
			    struct kxl_grub_words *words)
{
	const char *fault;

	while (kxl_grub_peek(&run->text) == KXL_GRUB_WORD) {
		fault = kxl_grub_take(run->grub, &run->text,
				      is_on(run, is_active), words);
		if (fault)
			return fail(run, fault);
	}
	return STOP_EOF;
}

static void define(struct run *run, const struct kxl_grub_words *words,
		   const struct kxl_grub_text *body)
{
	struct kxl_grub *grub = run->grub;
	struct kxl_grub_function *function =
		kxl_pool_take(grub->pool, sizeof(*function));

	if (!function)
		return;
	*function = (struct kxl_grub_function){
		.next = grub->functions,
		.name = words->list[1],
		.body = *body,
	};
	grub->functions = function;
}

/* function, menuentry and submenu. */
static enum stop take_block(struct run *run, bool is_active,
			    const struct kxl_grub_words *words)
{
	struct kxl_grub_text body;
	const struct kxl_grub_text at = run->text;
	const char *fault;

	if (kxl_grub_peek(&run->text) != KXL_GRUB_OPEN)
		return fail(run, "a block is missing: {");
	fault = kxl_grub_take_block(run->grub, &run->text, &body);
	if (fault)
		return fail(run, fault);
	if (!is_on(run, is_active))
		return STOP_EOF;
	if (strcmp(words->list[0], "function") != 0)
		kxl_grub_add(run->grub, &at, words, &body);
	else if (words->count == 2)
		define(run, words, &body);
	return STOP_EOF;
}

static void run_text(struct kxl_grub *grub, const struct kxl_grub_text *text)
{
	struct run run = { .grub = grub, .text = *text };
	enum stop stop = run_list(&run, true);

	if (stop != STOP_EOF && stop != STOP_FAULT)
		(void)fail(&run, "a word that ends what has not begun");
}

static void call(struct kxl_grub *grub,
		 const struct kxl_grub_function *function,
		 const struct kxl_grub_words *words)
{
	const char *const *arguments = grub->arguments;
	u32 count = grub->nr_arguments;

	grub->arguments = words->list + 1;
	grub->nr_arguments = words->count - 1;
	grub->status = 0;
	run_text(grub, &function->body);
	grub->is_returning = false;
	grub->arguments = arguments;
	grub->nr_arguments = count;
}

/* A NUL would hide what follows it. */
static bool has_nul(struct kxl_grub *grub, const struct kxl_grub_text *text)
{
	struct kxl_grub_text at = *text;

	for (; at.at < at.end && *at.at; at.at++)
		at.line += *at.at == '\n';
	if (at.at == at.end)
		return false;
	kxl_grub_stop(grub, &at, "there is a NUL in it");
	return true;
}

static bool copy_text(struct kxl_grub *grub, const char *path,
		      struct kx_bytes text, struct kxl_grub_text *copy)
{
	const char *at = kxl_pool_copy(grub->pool, text);

	if (grub->pool->is_short)
		return false;
	*copy = (struct kxl_grub_text){
		.at = at,
		.end = at + text.size,
		.path = path,
		.line = 1,
	};
	return !has_nul(grub, copy);
}

static int include(struct kxl_grub *grub, const char *word)
{
	const char *path = kxl_grub_path(grub, word);
	struct kxl_grub_text copy;
	struct kx_bytes text;
	bool is_whole;

	if (!path || !kxl_grub_read(grub, path, &text))
		return 1;
	is_whole = copy_text(grub, path, text, &copy);
	kxl_text_free(text);
	if (!is_whole)
		return 1;
	if (grub->includes == KXL_GRUB_INCLUDES_MAX) {
		kxl_grub_stop(grub, &copy,
			      "it is included by itself, or too deep");
		return 1;
	}
	grub->includes++;
	run_text(grub, &copy);
	grub->includes--;
	return grub->status;
}

/* Another configuration in place of this one. */
static int replace(struct kxl_grub *grub, const char *word)
{
	if (grub->starting) {
		if (!grub->starting->problem)
			grub->starting->problem = "it starts another "
						  "configuration of GRUB";
		return 0;
	}
	grub->menu = NULL;
	kxl_grub_scope(grub, true);
	(void)include(grub, word);
	grub->is_ended = true;
	return 0;
}

/* A "!" before a command: the other status counts. */
static bool take_negation(struct kxl_grub_words *words)
{
	if (strcmp(words->list[0], "!") != 0)
		return false;
	memmove(words->list, words->list + 1,
		words->count-- * sizeof(*words->list));
	return words->count;
}

static int run_command(struct run *run, const struct kxl_grub_words *words)
{
	const struct kxl_grub_function *function = run->grub->functions;
	const char *name = words->list[0];

	for (; function; function = function->next)
		if (!strcmp(function->name, name)) {
			call(run->grub, function, words);
			return run->grub->status;
		}
	if (words->count > 1 && (!strcmp(name, "source") || !strcmp(name, ".")))
		return include(run->grub, words->list[1]);
	if (words->count > 1 && !strcmp(name, "configfile"))
		return replace(run->grub, words->list[1]);
	return kxl_grub_command(run->grub, words->list, words->count,
				&run->text);
}

static enum stop run_simple(struct run *run, bool is_active,
			    struct kxl_grub_words *words)
{
	bool is_negated;

	if (take_words(run, is_active, words) == STOP_FAULT)
		return STOP_FAULT;
	if (!is_on(run, is_active) || !words->count)
		return STOP_EOF;
	if (++run->grub->steps > KXL_GRUB_STEPS_MAX)
		return fail(run, "the script is too long: 50000 commands");
	is_negated = take_negation(words);
	run->grub->status = words->count ? run_command(run, words) : 1;
	if (is_negated)
		run->grub->status = !run->grub->status;
	return run->grub->pool->is_short ? STOP_FAULT : STOP_EOF;
}

static bool is_word(const struct kxl_grub_words *words, const char *name)
{
	return words->is_plain && words->count && !strcmp(words->list[0], name);
}

static enum stop find_stop(const struct kxl_grub_words *words)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stops); i++)
		if (is_word(words, stops[i].name))
			return stops[i].stop;
	return STOP_EOF;
}

/* One command, whose first word comes next. */
static enum stop run_one(struct run *run, bool is_active)
{
	struct kxl_grub_words words = { .count = 0 };
	const char *fault = kxl_grub_take(run->grub, &run->text,
					  is_on(run, is_active), &words);
	enum stop stop;

	if (fault)
		return fail(run, fault);
	stop = find_stop(&words);
	if (stop != STOP_EOF)
		return stop;
	if (is_word(&words, "if"))
		return run_if(run, is_on(run, is_active));
	if (is_word(&words, "for") || is_word(&words, "while") ||
	    is_word(&words, "until"))
		return skip_loop(run, is_active);
	if (is_word(&words, "function") || is_word(&words, "menuentry") ||
	    is_word(&words, "submenu")) {
		stop = take_words(run, is_active, &words);
		return stop == STOP_FAULT ? stop
					  : take_block(run, is_active, &words);
	}
	return run_simple(run, is_active, &words);
}

static enum stop run_braces(struct run *run, bool is_active)
{
	enum stop stop;

	kxl_grub_skip(&run->text);
	stop = run_list(run, is_active);
	if (stop == STOP_CLOSE)
		return STOP_EOF;
	return stop == STOP_FAULT ? stop : fail(run, "a block is not closed");
}

/* Up to a word that ends the list; the word is taken. */
static enum stop run_next(struct run *run, bool is_active, bool *is_end)
{
	switch (kxl_grub_peek(&run->text)) {
	case KXL_GRUB_EOF:
		*is_end = true;
		return STOP_EOF;
	case KXL_GRUB_CLOSE:
		kxl_grub_skip(&run->text);
		*is_end = true;
		return STOP_CLOSE;
	case KXL_GRUB_END:
		kxl_grub_skip(&run->text);
		return STOP_EOF;
	case KXL_GRUB_OPEN:
		return run_braces(run, is_active);
	case KXL_GRUB_WORD:
	default:
		return run_one(run, is_active);
	}
}

static enum stop run_list(struct run *run, bool is_active)
{
	enum stop stop = STOP_EOF;
	bool is_end = false;

	if (run->grub->depth == KXL_GRUB_DEPTH_MAX)
		return fail(run, "commands are nested too deep");
	run->grub->depth++;
	while (!is_end && stop == STOP_EOF)
		stop = run_next(run, is_active, &is_end);
	run->grub->depth--;
	return stop;
}

void kxl_grub_run(struct kxl_grub *grub, const char *path, struct kx_bytes text)
{
	struct kxl_grub_text copy;

	if (copy_text(grub, path, text, &copy))
		run_text(grub, &copy);
}

static void run_entry(struct kxl_grub *grub, struct kxl_grub_entry *entry)
{
	struct kxl_grub_value *values = grub->values;
	struct kxl_grub_entry *parent = grub->parent;
	u32 nr_values = grub->nr_values;

	kxl_grub_scope(grub, entry->is_submenu);
	grub->is_ended = false;
	grub->is_returning = false;
	grub->parent = entry->is_submenu ? entry : parent;
	grub->starting = entry->is_submenu ? NULL : entry;
	run_text(grub, &entry->body);
	grub->starting = NULL;
	for (entry = entry->children; entry; entry = entry->next)
		if (entry->body.at && grub->depth++ < KXL_GRUB_DEPTH_MAX) {
			run_entry(grub, entry);
			grub->depth--;
		}
	grub->parent = parent;
	grub->values = values;
	grub->nr_values = nr_values;
}

void kxl_grub_run_entries(struct kxl_grub *grub)
{
	struct kxl_grub_entry *entry;

	for (entry = grub->menu; entry; entry = entry->next)
		if (entry->body.at)
			run_entry(grub, entry);
}

/* Whether @text is the first part of @spec, where ">>" is a ">". */
static bool is_named(const char *text, const char *spec)
{
	for (;; text++, spec++) {
		if (*spec == '>' && spec[1] != '>')
			return !*text;
		if (*spec == '>')
			spec++;
		if (*text != *spec)
			return false;
		if (!*text)
			return true;
	}
}

/* Its second part; NULL: there is none. */
static const char *rest_of(const char *spec)
{
	for (; *spec; spec++) {
		if (spec[0] == '>' && spec[1] != '>')
			return spec[1] ? spec + 1 : NULL;
		if (spec[0] == '>')
			spec++;
	}
	return NULL;
}

static const struct kxl_grub_entry *pick(const struct kxl_grub_entry *list,
					 const char *spec)
{
	const struct kxl_grub_entry *entry;
	unsigned long index;
	char *end;

	for (entry = list; entry; entry = entry->next)
		if (is_named(entry->title, spec) || is_named(entry->id, spec))
			return entry;
	index = strtoul(spec, &end, 0);
	if (end == spec || (*end && *end != '>'))
		return list;
	for (entry = list; entry && index; entry = entry->next)
		index--;
	return entry ? entry : list;
}

const struct kxl_grub_entry *kxl_grub_next(const struct kxl_grub *grub)
{
	const char *spec = kxl_grub_get(grub, "default");
	const struct kxl_grub_entry *entry = grub->doubt ? NULL : grub->menu;

	while (entry) {
		entry = pick(entry, spec ? spec : "");
		if (!entry->is_submenu)
			break;
		spec = spec ? rest_of(spec) : NULL;
		entry = entry->children;
	}
	return entry;
}
