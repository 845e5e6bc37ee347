// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Files are rows; a folder is there if a file in it is. */
#include "test/unit/lib/entries/fake_grub.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/entries/version.h"

static const char *find(const struct fake_grub *fake, const char *path)
{
	size_t i;

	for (i = 0; i < FAKE_FILES_MAX && fake->files[i].path; i++)
		if (!strcmp(fake->files[i].path, path))
			return fake->files[i].text;
	return NULL;
}

/* What follows @folder and a slash; NULL: it is elsewhere. */
static const char *name_in(const char *path, const char *folder)
{
	size_t size = strlen(folder);

	return !strncmp(path, folder, size) && path[size] == '/'
		       ? path + size + 1
		       : NULL;
}

static int read_file(void *data, const char *path, struct kx_bytes *text)
{
	const char *found = find(data, path);
	u8 *copy;

	if (!found)
		return -ENOENT;
	copy = malloc(strlen(found) + 1);
	memcpy(copy, found, strlen(found));
	*text = kx_bytes(copy, strlen(found));
	return 0;
}

static bool is_there(void *data, const char *path, char kind)
{
	const struct fake_grub *fake = data;
	const char *found = find(fake, path);
	size_t i;

	if (kind == 's')
		return found && *found;
	if (found)
		return kind != 'd';
	for (i = 0; kind != 'f' && i < FAKE_FILES_MAX && fake->files[i].path;
	     i++)
		if (name_in(fake->files[i].path, path))
			return true;
	return false;
}

static bool is_device(void *data, bool is_label, const char *value)
{
	(void)data;
	return !strcmp(value, is_label ? "here" : FAKE_UUID);
}

static bool list(void *data, const char *path, struct kxl_pool *pool,
		 struct kxl_names *names)
{
	const struct fake_grub *fake = data;
	const char *name;
	size_t i;

	*names = (struct kxl_names){
		.list = kxl_pool_take(pool, FAKE_FILES_MAX * sizeof(name)),
	};
	for (i = 0; i < FAKE_FILES_MAX && fake->files[i].path; i++) {
		name = name_in(fake->files[i].path, path);
		if (name)
			names->list[names->count++] = name;
	}
	return names->count;
}

static void warn(void *data, const char *path, u32 line, const char *what)
{
	struct fake_grub *fake = data;
	size_t used = strlen(fake->log);

	snprintf(fake->log + used, sizeof(fake->log) - used, "%s:%u: %s\n",
		 path, line, what);
}

void fake_grub_make(struct fake_grub *fake)
{
	fake->host = (struct kxl_grub_host){
		.data = fake,
		.read = read_file,
		.is_there = is_there,
		.is_device = is_device,
		.list = list,
		.warn = warn,
		.compare = kxl_version_compare_names,
	};
	fake->pool = (struct kxl_pool){ 0 };
	fake->grub =
		(struct kxl_grub){ .host = &fake->host, .pool = &fake->pool };
	fake->log[0] = '\0';
	kxl_grub_set(&fake->grub, "root", KXL_GRUB_DEVICE);
	kxl_grub_set(&fake->grub, "prefix", "(" KXL_GRUB_DEVICE ")/boot/grub");
	kxl_grub_export(&fake->grub, "root");
	kxl_grub_export(&fake->grub, "prefix");
}

void fake_grub_free(struct fake_grub *fake)
{
	kxl_pool_free(&fake->pool);
}
