// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What all boot loaders have in common: a list of entries, whose files are
 * opened by the rules of volume.c, now to see whether they are there, and once
 * more when an entry is loaded.
 */
#include "lib/entries/menu.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/errors/advice.h"

int kxl_menu_volume(struct kxl_menu *menu, const char *path,
		    struct kxl_volume **volume, struct kxl_trouble *trouble)
{
	struct kxl_volume *fresh = &menu->volumes[menu->nr_volumes];
	int err = kxl_volume_open(menu->root, path, fresh, trouble);

	if (err)
		return err;
	menu->nr_volumes++;
	*volume = fresh;
	return 0;
}

struct kxl_entry *kxl_menu_add(struct kxl_menu *menu,
			       const struct kxl_volume *volume,
			       enum kexec_boot_kind kind)
{
	struct kxl_entry *entry;

	if (menu->count == KXL_ENTRIES_MAX)
		return NULL;
	entry = kxl_pool_take(&menu->pool, sizeof(*entry));
	if (!entry)
		return NULL;
	entry->volume = volume;
	entry->facts = (struct kexec_boot_entry){
		.id = "",
		.title = "",
		.version = "",
		.place = "",
		.kind = kind,
		.kernel = "",
		.devicetree = "",
		.cmdline = "",
		.profile = "",
		.tries_left = -1,
		.tries_done = -1,
		.problem = "",
	};
	menu->list[menu->count++] = entry;
	return entry;
}

void kxl_menu_skip(struct kxl_menu *menu, const char *place, u32 line,
		   const char *reason)
{
	char number[16] = "";

	if (line)
		snprintf(number, sizeof(number), ":%u", line);
	kxl_log(menu->ctx, KEXEC_LOG_WARNING, "%s%s: left out: %s", place,
		number, reason);
}

struct kxl_names kxl_menu_list(struct kxl_menu *menu,
			       const struct kxl_volume *volume,
			       const char *folder)
{
	const char *place = kxl_volume_outer(volume, &menu->pool, folder);
	struct kxl_names names = { 0 };
	struct kxl_trouble trouble;

	if (!kxl_volume_list(volume, folder, &menu->pool, &names, &trouble)) {
		if (names.is_cut)
			kxl_menu_skip(menu, place, 0, "names after the 1000th");
	} else if (trouble.errnum != ENOENT) {
		kxl_menu_skip(menu, place, 0, trouble.words);
	}
	return names;
}

int kxl_menu_fail(struct kexec_ctx *ctx, const char *path,
		  const struct kxl_trouble *trouble)
{
	const struct kxl_failure writable = {
		.errnum = EACCES,
		.cause = KEXEC_CAUSE_BOOT_WRITABLE,
		.action = KEXEC_ACTION_BOOT_ENTRY,
		.object = path,
	};
	const struct kxl_failure other = {
		.errnum = trouble->errnum,
		.cause = KEXEC_CAUSE_FILE_ACCESS,
		.action = KEXEC_ACTION_BOOT_ENTRY,
		.object = path,
		.facts = KXL_ON_FILE,
	};

	if (trouble->errnum == ENOMEM)
		return kxl_fail_memory(ctx, KEXEC_ACTION_BOOT_ENTRY);
	if (trouble->is_writable)
		return kxl_fail(ctx, &writable, "%s", trouble->words);
	return kxl_fail(ctx, &other, "%s", trouble->words);
}

void kxl_menu_problem(struct kxl_entry *entry, const char *problem)
{
	if (!*entry->facts.problem)
		entry->facts.problem = problem;
}

const char *kxl_menu_look_at(struct kxl_menu *menu, struct kxl_entry *entry,
			     u32 line, const char *path)
{
	const char *outer = kxl_volume_outer(entry->volume, &menu->pool, path);
	struct kxl_trouble trouble;
	char number[32] = "";
	int fd;

	if (line)
		snprintf(number, sizeof(number), "line %u: ", line);
	if (!kxl_volume_file(entry->volume, path, &fd, &trouble))
		close(fd);
	else
		kxl_menu_problem(entry,
				 kxl_pool_print(&menu->pool, "%s%s: %s", number,
						outer, trouble.words));
	return outer;
}

void kxl_menu_set_files(struct kxl_menu *menu, struct kxl_entry *entry,
			const char *kernel)
{
	u32 count = entry->facts.nr_initrds;
	const char **outer;
	u32 i;

	if (kernel) {
		entry->kernel = kernel;
		entry->facts.kernel = kxl_menu_look_at(menu, entry, 0, kernel);
	} else {
		kxl_menu_problem(entry, "it starts no Linux kernel");
	}
	outer = kxl_pool_take(&menu->pool, count * sizeof(*outer));
	for (i = 0; outer && i < count; i++)
		outer[i] = kxl_menu_look_at(menu, entry, 0, entry->initrds[i]);
	entry->facts.initrds = outer;
	if (entry->devicetree)
		entry->facts.devicetree =
			kxl_menu_look_at(menu, entry, 0, entry->devicetree);
}

int kxl_menu_may_write(const char *path)
{
	if (!faccessat(AT_FDCWD, path, W_OK, AT_EACCESS))
		return 0;
	return errno == EACCES && geteuid() ? 0 : -errno;
}

const char *kxl_menu_lower(struct kxl_menu *menu, const char *text)
{
	size_t size = strlen(text);
	char *copy = kxl_pool_take(&menu->pool, size + 1);
	size_t i;

	if (!copy)
		return "";
	for (i = 0; i < size; i++)
		copy[i] = (char)(text[i] >= 'A' && text[i] <= 'Z'
					 ? text[i] - 'A' + 'a'
					 : text[i]);
	return copy;
}
