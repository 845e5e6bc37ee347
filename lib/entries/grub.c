// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Variables of a script, and paths, which depend on one of them. */
#include "lib/entries/grub.h"

#include <errno.h>

static struct kxl_grub_value *find(const struct kxl_grub *grub,
				   const char *name)
{
	struct kxl_grub_value *value;

	for (value = grub->values; value; value = value->next)
		if (!strcmp(value->name, name))
			return value;
	return NULL;
}

const char *kxl_grub_get(const struct kxl_grub *grub, const char *name)
{
	const struct kxl_grub_value *value = find(grub, name);

	return value ? value->value : NULL;
}

void kxl_grub_doubt(struct kxl_grub *grub, const char *why)
{
	if (!grub->starting && !grub->doubt)
		grub->doubt = why;
	if (grub->starting && !grub->starting->problem)
		grub->starting->problem = why;
}

/* GRUB finds no file there, either. */
static bool is_missing(int err)
{
	static const int errnos[] = { ENOENT, ENOTDIR, EISDIR, EXDEV, ELOOP };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errnos); i++)
		if (err == -errnos[i])
			return true;
	return false;
}

bool kxl_grub_read(struct kxl_grub *grub, const char *path,
		   struct kx_bytes *text)
{
	int err = grub->host->read(grub->host->data, path, text);

	if (err && !is_missing(err))
		kxl_grub_doubt(grub, "a file that it reads was left out");
	return !err;
}

static struct kxl_grub_value *find_or_add(struct kxl_grub *grub,
					  const char *name)
{
	struct kxl_grub_value *value = find(grub, name);

	if (value)
		return value;
	if (grub->nr_values == KXL_GRUB_VARIABLES_MAX) {
		kxl_grub_doubt(grub, "more than 1000 variables");
		return NULL;
	}
	value = kxl_pool_take(grub->pool, sizeof(*value));
	if (!value)
		return NULL;
	*value = (struct kxl_grub_value){
		.next = grub->values,
		.name = kxl_pool_print(grub->pool, "%s", name),
	};
	grub->values = value;
	grub->nr_values++;
	return value;
}

void kxl_grub_set(struct kxl_grub *grub, const char *name, const char *value)
{
	struct kxl_grub_value *found = find_or_add(grub, name);

	if (found)
		found->value = value;
}

void kxl_grub_unset(struct kxl_grub *grub, const char *name)
{
	struct kxl_grub_value *value = find(grub, name);

	if (value)
		value->value = NULL;
}

void kxl_grub_export(struct kxl_grub *grub, const char *name)
{
	struct kxl_grub_value *value = find_or_add(grub, name);

	if (value)
		value->is_exported = true;
}

void kxl_grub_scope(struct kxl_grub *grub, bool exported)
{
	const struct kxl_grub_value *old = grub->values;
	struct kxl_grub_value *copy;

	grub->values = NULL;
	for (; old; old = old->next) {
		if (exported && !old->is_exported)
			continue;
		copy = kxl_pool_take(grub->pool, sizeof(*copy));
		if (!copy)
			return;
		*copy = *old;
		copy->next = grub->values;
		grub->values = copy;
	}
}

void kxl_grub_stop(struct kxl_grub *grub, const struct kxl_grub_text *text,
		   const char *what)
{
	if (!grub->is_ended)
		grub->host->warn(grub->host->data, text->path, text->line,
				 what);
	kxl_grub_doubt(grub, what);
	grub->is_ended = true;
}

const char *kxl_grub_path(const struct kxl_grub *grub, const char *word)
{
	const char *root = kxl_grub_get(grub, "root");
	size_t size = strlen(KXL_GRUB_DEVICE);

	if (*word != '(')
		return root && !strcmp(root, KXL_GRUB_DEVICE) ? word : NULL;
	if (!strncmp(word + 1, KXL_GRUB_DEVICE, size) && word[size + 1] == ')')
		return word + size + 2;
	return NULL;
}

void kxl_grub_note_saved(struct kxl_grub *grub, const char *name)
{
	const char *value = kxl_grub_get(grub, name);

	if (!strcmp(name, "next_entry") || !strcmp(name, "prev_saved_entry"))
		grub->is_once |= !value || !*value;
	/* What the body of an entry saves is for that entry. */
	if (!grub->starting && !strcmp(name, KXL_GRUB_COUNTER) && value)
		grub->is_counted |=
			!grub->counter || strcmp(value, grub->counter) != 0;
}
