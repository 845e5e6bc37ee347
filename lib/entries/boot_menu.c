// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The menu of the boot loader that is installed. Loaders read the same files
 * differently, so one is chosen first: the one that started this system, if it
 * has said so, or the first of the table whose files are there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "lib/entries/extlinux_menu.h"
#include "lib/entries/grub_menu.h"
#include "lib/entries/loader_variable.h"
#include "lib/entries/menu.h"
#include "lib/entries/systemd_boot.h"
#include "lib/errors/advice.h"

static const struct loader {
	const char *name;
	/* How its EFI variable LoaderInfo begins; NULL: it sets none. */
	const char *info;
	bool (*is_here)(struct kxl_menu *menu, const char **path);
	int (*read)(struct kxl_menu *menu, const char *path);
} loaders[] = {
	{ "GRUB", "GRUB", kxl_grub_menu_is, kxl_grub_menu_read },
	{ "systemd-boot", "systemd-boot", kxl_systemd_boot_is,
	  kxl_systemd_boot_read },
	{ "extlinux", NULL, kxl_extlinux_menu_is, kxl_extlinux_menu_read },
};

static bool says(const char *info, const struct loader *loader)
{
	return info && loader->info &&
	       !strncasecmp(info, loader->info, strlen(loader->info));
}

/* The one that the system was started by, if it is known. */
static const struct loader *find_said(struct kxl_menu *menu)
{
	const char *info = NULL;
	size_t i;

	if (kxl_loader_variable(menu->ctx, &menu->pool, "LoaderInfo", &info))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(loaders); i++) {
		if (!says(info, &loaders[i]))
			continue;
		menu->facts.loader = info;
		menu->facts.reason = "its EFI variable LoaderInfo says that "
				     "it started this system";
		return &loaders[i];
	}
	return NULL;
}

static const struct loader *find_here(struct kxl_menu *menu, const char **path)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(loaders); i++) {
		if (!loaders[i].is_here(menu, path))
			continue;
		menu->facts.loader = loaders[i].name;
		menu->facts.reason = kxl_pool_print(
			&menu->pool, "its files are in %s", *path);
		return &loaders[i];
	}
	return NULL;
}

/* @said: the one that is expected, as it calls itself; NULL: any */
static int fail_loader(struct kexec_ctx *ctx, const char *said)
{
	const struct kxl_failure failure = {
		.errnum = ENOENT,
		.cause = KEXEC_CAUSE_BOOT_LOADER,
		.action = KEXEC_ACTION_BOOT_ENTRY,
	};

	if (said)
		return kxl_fail(ctx, &failure,
				"%s started this system, and its files are "
				"not here",
				said);
	return kxl_fail(ctx, &failure,
			"there is neither a grub.cfg nor an extlinux.conf in "
			"/boot, nor EFI or loader in /efi, /boot or /boot/efi");
}

static int fail_root(struct kexec_ctx *ctx, int errnum)
{
	const struct kxl_failure failure = {
		.errnum = errnum,
		.cause = KEXEC_CAUSE_FILE_ACCESS,
		.action = KEXEC_ACTION_BOOT_ENTRY,
		.object = *ctx->root ? ctx->root : "/",
		.facts = KXL_ON_FILE,
	};

	return kxl_fail(ctx, &failure, "%s", strerror(errnum));
}

/* What the public structure shows. */
static int publish(struct kxl_menu *menu)
{
	const struct kexec_boot_entry **list =
		kxl_pool_take(&menu->pool, menu->count * sizeof(void *));
	u32 i;

	if (!list || menu->pool.is_short)
		return kxl_fail_memory(menu->ctx, KEXEC_ACTION_BOOT_ENTRY);
	for (i = 0; i < menu->count; i++) {
		list[i] = &menu->list[i]->facts;
		menu->list[i]->facts.is_next = list[i] == menu->facts.next;
	}
	menu->facts.entries = list;
	menu->facts.nr_entries = menu->count;
	if (menu->count == KXL_ENTRIES_MAX)
		kxl_log(menu->ctx, KEXEC_LOG_WARNING,
			"boot entries after the %uth are left out",
			KXL_ENTRIES_MAX);
	return 0;
}

static int fill(struct kxl_menu *menu)
{
	const struct loader *loader;
	const char *path = NULL;
	int err;

	/* Another one would start something else. */
	loader = find_said(menu);
	if (loader && !loader->is_here(menu, &path))
		return fail_loader(menu->ctx, menu->facts.loader);
	if (!loader)
		loader = find_here(menu, &path);
	if (!loader)
		return fail_loader(menu->ctx, NULL);
	err = loader->read(menu, path);
	return err ? err : publish(menu);
}

int kexec_boot_menu_read(struct kexec_ctx *ctx,
			 const struct kexec_boot_menu **menu)
{
	struct kxl_menu *fresh = calloc(1, sizeof(*fresh));
	int err;

	if (!fresh)
		return kxl_fail_memory(ctx, KEXEC_ACTION_BOOT_ENTRY);
	fresh->ctx = ctx;
	fresh->root = open(*ctx->root ? ctx->root : "/",
			   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = fresh->root < 0 ? fail_root(ctx, errno) : fill(fresh);
	if (err) {
		kexec_boot_menu_free(&fresh->facts);
		return err;
	}
	*menu = &fresh->facts;
	return 0;
}

void kexec_boot_menu_free(const struct kexec_boot_menu *menu)
{
	/* The facts are the first member. */
	struct kxl_menu *whole = (void *)(uintptr_t)menu;

	if (!whole)
		return;
	while (whole->nr_volumes)
		kxl_volume_close(&whole->volumes[--whole->nr_volumes]);
	if (whole->root >= 0)
		close(whole->root);
	kxl_pool_free(&whole->pool);
	free(whole);
}

/* The ID without its end. */
static bool is_stem(const char *id, const char *word)
{
	static const char *const ends[] = { ".conf", ".efi" };
	size_t size = strlen(word);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ends); i++)
		if (!strncmp(id, word, size) && !strcmp(id + size, ends[i]))
			return true;
	return false;
}

static bool is_id(const struct kexec_boot_entry *entry, const char *word)
{
	return !strcmp(entry->id, word) || is_stem(entry->id, word);
}

/* A title, or what follows the IDs of GRUB's submenus. */
static bool is_name(const struct kexec_boot_entry *entry, const char *word)
{
	const char *last = strrchr(entry->id, '>');

	return !strcmp(entry->title, word) || (entry->kind == KEXEC_BOOT_GRUB &&
					       last && !strcmp(last + 1, word));
}

static unsigned int find(const struct kexec_boot_menu *menu, const char *word,
			 bool (*is)(const struct kexec_boot_entry *entry,
				    const char *word),
			 const struct kexec_boot_entry **entry)
{
	unsigned int found = 0;
	unsigned int i;

	for (i = 0; i < menu->nr_entries; i++)
		if (is(menu->entries[i], word) && !found++)
			*entry = menu->entries[i];
	return found;
}

static int fail_find(struct kexec_ctx *ctx, const struct kexec_boot_menu *menu,
		     const char *id, unsigned int found)
{
	const struct kxl_failure none = {
		.errnum = ENOENT,
		.cause = KEXEC_CAUSE_BOOT_ENTRY_UNKNOWN,
		.action = KEXEC_ACTION_BOOT_ENTRY,
		.object = id,
	};
	const struct kxl_failure many = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_BOOT_ENTRY_UNKNOWN,
		.action = KEXEC_ACTION_BOOT_ENTRY,
		.object = id,
	};

	if (!id && menu->nr_entries)
		return kxl_fail(ctx, &none,
				"none of these entries is the next one (%s)",
				menu->choice);
	if (!id)
		return kxl_fail(ctx, &none,
				"the boot loader has no entry to start");
	if (!found)
		return kxl_fail(ctx, &none,
				"the boot loader has no such entry");
	return kxl_fail(ctx, &many, "%u entries have that name", found);
}

int kexec_boot_menu_find(struct kexec_ctx *ctx,
			 const struct kexec_boot_menu *menu, const char *id,
			 const struct kexec_boot_entry **entry)
{
	const struct kexec_boot_entry *found = menu->next;
	unsigned int count = !!found;

	if (id) {
		count = find(menu, id, is_id, &found);
		if (!count)
			count = find(menu, id, is_name, &found);
	}
	if (count != 1)
		return fail_find(ctx, menu, id, count);
	*entry = found;
	return 0;
}
