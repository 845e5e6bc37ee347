// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Of a file GRUB uses title, linux, the first options and all initrds. In the
 * last two $NAME is a variable, such as $kernelopts or $tuned_initrd.
 */
#include "lib/entries/grub_bls.h"

#include <stdlib.h>

#include "lib/entries/bls.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

#define FOLDER "/loader/entries"

static bool is_name(u8 c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || c == '_';
}

static const char *join(struct kxl_grub *grub, const char *line,
			struct kx_bytes more)
{
	return kxl_pool_print(grub->pool, "%s%.*s", line, (int)more.size,
			      (const char *)more.data);
}

/* The text with the values of its variables. */
static const char *expand(struct kxl_grub *grub, struct kx_bytes text)
{
	const char *line = "";
	const char *value;
	u64 size;

	while (text.size) {
		for (size = 0; size < text.size && text.data[size] != '$';)
			size++;
		line = join(grub, line, kx_bytes(text.data, size));
		text = kx_bytes(text.data + size, text.size - size);
		if (!text.size)
			break;
		for (size = 1; size < text.size && is_name(text.data[size]);)
			size++;
		value = kxl_grub_get(
			grub, kxl_pool_copy(grub->pool,
					    kx_bytes(text.data + 1, size - 1)));
		if (value)
			line = join(grub, line, kx_bytes(value, strlen(value)));
		text = kx_bytes(text.data + size, text.size - size);
	}
	return line;
}

static bool add_initrd(struct kxl_grub_entry *entry, const char *path)
{
	if (entry->nr_initrds == KXL_GRUB_INITRDS_MAX) {
		entry->problem = "it has more than 64 initrds";
		return false;
	}
	entry->initrds[entry->nr_initrds++] = path;
	return true;
}

/* A line may name several, and variables that are empty. */
static void add_initrds(struct kxl_grub *grub, struct kxl_grub_entry *entry,
			struct kx_bytes text)
{
	const char *line = expand(grub, text);
	size_t size;

	for (line += strspn(line, " \t"); *line; line += strspn(line, " \t")) {
		size = strcspn(line, " \t");
		if (!add_initrd(entry, kxl_pool_copy(grub->pool,
						     kx_bytes(line, size))))
			return;
		line += size;
	}
}

static void fill(struct kxl_grub *grub, struct kxl_grub_entry *entry,
		 const struct kxl_bls *bls)
{
	struct kxl_pool *pool = grub->pool;
	const char *options = kxl_grub_get(grub, "default_kernelopts");
	u32 i;

	entry->kernel = kxl_pool_copy(pool, bls->kernel);
	entry->title = bls->title.data ? kxl_pool_copy(pool, bls->title)
				       : entry->kernel;
	if (bls->nr_options)
		options = expand(grub, bls->options[0]);
	entry->cmdline = kxl_pool_print(
		pool, "BOOT_IMAGE=%s%s%s", entry->kernel,
		options && *options ? " " : "", options ? options : "");
	for (i = 0; i < bls->nr_initrds; i++)
		add_initrds(grub, entry, bls->initrds[i]);
	if (bls->devicetree.data)
		entry->devicetree = expand(grub, bls->devicetree);
}

struct kxl_grub_entry *kxl_grub_append(struct kxl_grub *grub,
				       const struct kxl_grub_text *text)
{
	struct kxl_grub_entry *entry;
	struct kxl_grub_entry **end;

	if (grub->nr_entries == KXL_GRUB_ENTRIES_MAX) {
		kxl_grub_stop(grub, text, "more than 1000 entries");
		return NULL;
	}
	entry = kxl_pool_take(grub->pool, sizeof(*entry));
	if (!entry)
		return NULL;
	*entry = (struct kxl_grub_entry){
		.parent = grub->parent,
		.id = "",
		.title = "",
		.path = text->path,
		.line = text->line,
	};
	end = grub->parent ? &grub->parent->children : &grub->menu;
	while (*end)
		end = &(*end)->next;
	*end = entry;
	grub->nr_entries++;
	return entry;
}

/* Options of menuentry that have a value. */
static bool has_value(const char *word)
{
	static const char *const names[] = { "--class",	 "--users", "--hotkey",
					     "--source", "--id",    "-c",
					     "-u",	 "-h",	    "-s" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(word, names[i]))
			return true;
	return false;
}

void kxl_grub_add(struct kxl_grub *grub, const struct kxl_grub_text *at,
		  const struct kxl_grub_words *words,
		  const struct kxl_grub_text *body)
{
	struct kxl_grub_entry *entry = kxl_grub_append(grub, at);
	const char *id = NULL;
	const char *title = NULL;
	u32 i;

	if (!entry)
		return;
	for (i = 1; i < words->count; i++) {
		if (!strncmp(words->list[i], "--id=", 5))
			id = words->list[i] + 5;
		else if (!strcmp(words->list[i], "--id") &&
			 i + 1 < words->count)
			id = words->list[++i];
		else if (has_value(words->list[i]))
			i++;
		else if (*words->list[i] != '-' && !title)
			title = words->list[i];
	}
	entry->title = title ? title : "";
	entry->id = id ? id : entry->title;
	entry->is_submenu = !strcmp(words->list[0], "submenu");
	entry->body = *body;
}

static void take(struct kxl_grub *grub, const char *path, const char *name,
		 const struct kxl_grub_text *text)
{
	const struct kxl_grub_host *host = grub->host;
	struct kxl_line_fault fault;
	struct kxl_grub_entry *entry;
	struct kx_bytes file;
	struct kxl_bls bls;

	if (host->read(host->data, path, &file))
		return;
	if (kxl_bls_parse(file, KXL_BLS_GRUB, &bls, &fault)) {
		host->warn(host->data, path, fault.line, fault.what);
	} else {
		entry = kxl_grub_append(grub, text);
		if (entry) {
			entry->path = path;
			entry->line = 0;
			entry->id = name;
			fill(grub, entry, &bls);
		}
	}
	kxl_text_free(file);
}

static const char *find_folder(struct kxl_grub *grub, const char *const *words,
			       u32 count)
{
	const struct kxl_grub_host *host = grub->host;
	const char *folder = kxl_grub_get(grub, "blsdir");
	u32 i;

	for (i = 1; i < count; i++) {
		if (!strncmp(words[i], "--path=", 7))
			folder = words[i] + 7;
		else if ((!strcmp(words[i], "--path") ||
			  !strcmp(words[i], "-p")) &&
			 i + 1 < count)
			folder = words[++i];
	}
	if (folder)
		return *folder == '(' ? kxl_grub_path(grub, folder) : folder;
	if (!host->is_there(host->data, FOLDER, 'd') &&
	    host->is_there(host->data, "/boot" FOLDER, 'd'))
		return "/boot" FOLDER;
	return FOLDER;
}

/* The file's name without its end, as the ID has it. */
static const char *stem(struct kxl_grub *grub, const char *name)
{
	size_t size = strlen(name);

	if (size <= strlen(".conf") ||
	    strcmp(name + size - strlen(".conf"), ".conf") != 0)
		return NULL;
	return kxl_pool_copy(grub->pool,
			     kx_bytes(name, size - strlen(".conf")));
}

/* Insertion keeps the first of two equal names, as GRUB does. */
static void sort(struct kxl_grub *grub, const char **list, u32 count)
{
	const char *name;
	u32 i;
	u32 j;

	for (i = 1; i < count; i++) {
		name = list[i];
		for (j = i; j && grub->host->compare(list[j - 1], name) < 0;
		     j--)
			list[j] = list[j - 1];
		list[j] = name;
	}
}

int kxl_grub_bls(struct kxl_grub *grub, const char *const *words, u32 count,
		 const struct kxl_grub_text *text)
{
	const char *folder = find_folder(grub, words, count);
	struct kxl_names names = { 0 };
	const char *id;
	u32 i;

	if (!folder ||
	    !grub->host->list(grub->host->data, folder, grub->pool, &names))
		return 1;
	sort(grub, names.list, names.count);
	for (i = 0; i < names.count && !grub->is_ended; i++) {
		id = stem(grub, names.list[i]);
		if (id && *id != '.')
			take(grub,
			     kxl_pool_print(grub->pool, "%s/%s", folder,
					    names.list[i]),
			     id, text);
	}
	return 0;
}
