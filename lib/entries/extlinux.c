// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Lines of a keyword, whose case means nothing, and the rest. A row of the
 * table says what a keyword does; the others are about the screen.
 */
#include "lib/entries/extlinux.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include "lib/machine/file.h"
#include "lib/text/text.h"

/* A line that is being read. */
struct line {
	struct kxl_extlinux *extlinux;
	const char *path;
	u32 number;
	struct kx_bytes rest;
};

static bool is_blank(u8 c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct kx_bytes trim(struct kx_bytes text)
{
	while (text.size && is_blank(*text.data))
		text = kx_bytes(text.data + 1, text.size - 1);
	while (text.size && is_blank(text.data[text.size - 1]))
		text.size--;
	return text;
}

static struct kx_bytes take_word(struct kx_bytes *rest)
{
	struct kx_bytes word = trim(*rest);
	u64 size = 0;

	while (size < word.size && !is_blank(word.data[size]))
		size++;
	*rest = trim(kx_bytes(word.data + size, word.size - size));
	word.size = size;
	return word;
}

static bool is_keyword(struct kx_bytes word, const char *name)
{
	return word.size == strlen(name) &&
	       !strncasecmp((const char *)word.data, name, word.size);
}

static const char *copy(const struct line *line)
{
	return kxl_pool_copy(line->extlinux->pool, line->rest);
}

static void warn(const struct line *line, const char *what)
{
	const struct kxl_extlinux_host *host = line->extlinux->host;

	host->warn(host->data, line->path, line->number, what);
}

static void take_label(const struct line *line)
{
	struct kxl_extlinux *extlinux = line->extlinux;
	struct kxl_extlinux_label *label;

	if (extlinux->nr_labels == KXL_EXTLINUX_LABELS_MAX) {
		warn(line, "one label too many: 1000 are read");
		return;
	}
	label = kxl_pool_take(extlinux->pool, sizeof(*label));
	if (!label)
		return;
	label->name = copy(line);
	label->path = line->path;
	label->line = line->number;
	if (extlinux->last)
		extlinux->last->next = label;
	else
		extlinux->labels = label;
	extlinux->last = label;
	extlinux->nr_labels++;
}

static void take_kernel(const struct line *line)
{
	struct kxl_extlinux_label *label = line->extlinux->last;

	if (label)
		label->kernel = copy(line);
	else
		warn(line, "a kernel without a label");
}

/* Paths with commas between them. */
static void add_initrds(struct kxl_extlinux *extlinux, struct kx_bytes text)
{
	struct kxl_extlinux_label *label = extlinux->last;
	const u8 *comma;
	u64 size;

	label->nr_initrds = 0;
	while (text.size) {
		comma = memchr(text.data, ',', text.size);
		size = comma ? (u64)(comma - text.data) : text.size;
		if (size && label->nr_initrds == KXL_EXTLINUX_INITRDS_MAX) {
			label->problem = "it has more than 64 initrds";
			return;
		}
		if (size)
			label->initrds[label->nr_initrds++] = kxl_pool_copy(
				extlinux->pool, kx_bytes(text.data, size));
		size += !!comma;
		text = kx_bytes(text.data + size, text.size - size);
	}
}

static void take_initrd(const struct line *line)
{
	if (line->extlinux->last)
		add_initrds(line->extlinux, line->rest);
}

static void take_append(const struct line *line)
{
	struct kxl_extlinux_label *label = line->extlinux->last;

	if (label)
		label->append = copy(line);
	else
		line->extlinux->append = copy(line);
}

static void take_tree(const struct line *line)
{
	if (line->extlinux->last)
		line->extlinux->last->devicetree = copy(line);
}

static void take_overlays(const struct line *line)
{
	if (line->extlinux->last && line->rest.size)
		line->extlinux->last->problem =
			"it changes its device tree by overlays";
}

static void take_default(const struct line *line)
{
	line->extlinux->standard = copy(line);
}

static void take_timeout(const struct line *line)
{
	line->extlinux->on_timeout = copy(line);
	line->extlinux->is_timeout_sure = true;
}

static void take_include(const struct line *line);

static void take_menu(const struct line *line)
{
	struct line inner = *line;
	struct kxl_extlinux_label *label = line->extlinux->last;
	struct kx_bytes word = take_word(&inner.rest);

	if (is_keyword(word, "include"))
		take_include(&inner);
	else if (label && is_keyword(word, "label"))
		label->title = copy(&inner);
	else if (label && is_keyword(word, "default"))
		label->is_menu_default = true;
}

static const struct {
	const char *name;
	void (*take)(const struct line *line);
} keywords[] = {
	{ "label", take_label },
	{ "kernel", take_kernel },
	{ "linux", take_kernel },
	{ "initrd", take_initrd },
	{ "append", take_append },
	{ "fdt", take_tree },
	{ "devicetree", take_tree },
	{ "fdtoverlays", take_overlays },
	{ "devicetree-overlay", take_overlays },
	{ "default", take_default },
	{ "ontimeout", take_timeout },
	{ "menu", take_menu },
	{ "include", take_include },
};

static void take_line(struct line *line)
{
	struct kx_bytes word = take_word(&line->rest);
	size_t i;

	if (!word.size || *word.data == '#')
		return;
	for (i = 0; i < ARRAY_SIZE(keywords); i++)
		if (is_keyword(word, keywords[i].name)) {
			keywords[i].take(line);
			return;
		}
}

static void parse(struct kxl_extlinux *extlinux, const char *path,
		  struct kx_bytes text)
{
	struct line line = { .extlinux = extlinux, .path = path };

	while (kxl_text_line(&text, &line.rest)) {
		line.number++;
		if (line.rest.size && memchr(line.rest.data, 0, line.rest.size))
			warn(&line, "there is a NUL in it");
		else
			take_line(&line);
	}
}

/* What is in the file could add to the last label, or name another one. */
static void leave_out(const struct line *line, const char *what)
{
	struct kxl_extlinux *extlinux = line->extlinux;

	warn(line, what);
	if (!extlinux->is_doubtful && extlinux->nr_labels)
		extlinux->nr_sure = extlinux->nr_labels - 1;
	extlinux->is_doubtful = true;
	extlinux->is_timeout_sure = false;
}

static void take_include(const struct line *line)
{
	struct kxl_extlinux *extlinux = line->extlinux;
	const struct kxl_extlinux_host *host = extlinux->host;
	struct line inner = *line;
	struct kx_bytes text;
	const char *path;
	int err;

	inner.rest = take_word(&inner.rest);
	path = copy(&inner);
	if (extlinux->includes == KXL_EXTLINUX_INCLUDES_MAX) {
		leave_out(line, "it is included by itself, or too deep");
		return;
	}
	if (extlinux->files == KXL_EXTLINUX_FILES_MAX) {
		leave_out(line, "more than 64 files are included");
		extlinux->files++;
	}
	if (extlinux->files > KXL_EXTLINUX_FILES_MAX)
		return;
	extlinux->files++;
	err = host->read(host->data, path, &text);
	if (err == -ENOENT) {
		warn(line, "the file that it includes is not there");
		return;
	}
	if (err) {
		leave_out(line, "the file that it includes can't be read");
		return;
	}
	extlinux->includes++;
	parse(extlinux, path, text);
	extlinux->includes--;
	kxl_text_free(text);
}

/* syslinux finds them there, too; the kernel ignores the word. */
static void take_word_initrd(struct kxl_extlinux *extlinux,
			     struct kxl_extlinux_label *label)
{
	struct kx_bytes rest;
	struct kx_bytes word;
	struct kx_bytes paths;

	if (!label->append || label->nr_initrds)
		return;
	rest = kx_bytes(label->append, strlen(label->append));
	extlinux->last = label;
	while (rest.size) {
		word = take_word(&rest);
		if (kxl_text_after(word, "initrd=", &paths))
			add_initrds(extlinux, paths);
	}
}

static void finish(struct kxl_extlinux *extlinux)
{
	struct kxl_extlinux_label *last = extlinux->last;
	struct kxl_extlinux_label *label;

	for (label = extlinux->labels; label; label = label->next) {
		if (!label->append)
			label->append = extlinux->append;
		else if (!strcmp(label->append, "-"))
			label->append = NULL;
		if (!label->title)
			label->title = label->name;
		take_word_initrd(extlinux, label);
	}
	extlinux->last = last;
}

void kxl_extlinux_parse(struct kxl_extlinux *extlinux, const char *path,
			struct kx_bytes text)
{
	parse(extlinux, path, text);
	finish(extlinux);
}

static const struct kxl_extlinux_label *
find(const struct kxl_extlinux *extlinux, const char *name)
{
	const struct kxl_extlinux_label *label = extlinux->labels;

	while (name && label && strcmp(label->name, name) != 0)
		label = label->next;
	return name ? label : NULL;
}

/* A name without a label: the loader would look for a file. */
static bool is_other(const struct kxl_extlinux *extlinux, const char *name)
{
	const char *end = name ? strcasestr(name, ".c32") : NULL;

	if (!name || !*name || find(extlinux, name))
		return false;
	return !end || (end[4] && !is_blank((u8)end[4]));
}

/* Whether nothing in a file that was left out could choose another one. */
static bool is_sure(const struct kxl_extlinux *extlinux,
		    const struct kxl_extlinux_label *next)
{
	const struct kxl_extlinux_label *label = extlinux->labels;
	u32 i;

	if (!extlinux->is_doubtful)
		return true;
	if (!extlinux->is_timeout_sure ||
	    next != find(extlinux, extlinux->on_timeout))
		return false;
	for (i = 0; i < extlinux->nr_sure; i++, label = label->next)
		if (label == next)
			return true;
	return false;
}

static const struct kxl_extlinux_label *
choose(const struct kxl_extlinux *extlinux, const char **why)
{
	const struct kxl_extlinux_label *label;

	*why = "ontimeout names it";
	label = find(extlinux, extlinux->on_timeout);
	if (label)
		return label;
	*why = "ontimeout names none of them";
	if (is_other(extlinux, extlinux->on_timeout))
		return NULL;
	*why = "menu default marks it";
	for (label = extlinux->labels; label; label = label->next)
		if (label->is_menu_default)
			return label;
	*why = "default names it";
	label = find(extlinux, extlinux->standard);
	if (label)
		return label;
	*why = "default names none of them";
	if (is_other(extlinux, extlinux->standard))
		return NULL;
	*why = "the first of them";
	return extlinux->labels;
}

const struct kxl_extlinux_label *
kxl_extlinux_next(const struct kxl_extlinux *extlinux, const char **why)
{
	const struct kxl_extlinux_label *next = choose(extlinux, why);

	if (is_sure(extlinux, next))
		return next;
	*why = "not known: a file that is included was left out";
	return NULL;
}
