// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Paths of extlinux.conf begin at the top of its file system, or at its own
 * folder if there is no slash in front. u-boot-menu writes /boot/vmlinuz if
 * /boot is a folder of the root, and /vmlinuz if it is mounted.
 */
#include "lib/entries/extlinux_menu.h"

#include <errno.h>
#include <stdio.h>

#include "lib/entries/extlinux.h"
#include "lib/entries/mounts.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

static const char *const files[] = { "/boot/extlinux/extlinux.conf",
				     "/extlinux/extlinux.conf" };

/* The configuration, and its folder on the file system. */
struct system {
	struct kxl_menu *menu;
	struct kxl_volume *volume;
	const char *folder;
};

bool kxl_extlinux_menu_is(struct kxl_menu *menu, const char **path)
{
	struct kxl_trouble trouble;
	struct kxl_volume volume;
	bool is_found = false;
	char folder[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files) && !is_found; i++) {
		*path = files[i];
		snprintf(folder, sizeof(folder), "%.*s",
			 (int)(strrchr(*path, '/') - *path), *path);
		if (kxl_volume_open(menu->root, folder, &volume, &trouble)) {
			is_found = trouble.is_writable;
			continue;
		}
		is_found = kxl_volume_has(&volume, "/extlinux.conf");
		kxl_volume_close(&volume);
	}
	return is_found;
}

static void find_mount(struct kxl_menu *menu, const char *path,
		       const char **point, const char **inside)
{
	struct kxl_mount mount;
	struct kx_bytes text;

	*point = *inside = "";
	if (kxl_read(menu->ctx, "/proc/self/mountinfo", &text))
		return;
	if (kxl_mount_of(text, path, &mount)) {
		if (!kxl_text_is(mount.point, "/"))
			*point = kxl_pool_copy(&menu->pool, mount.point);
		if (!kxl_text_is(mount.inside, "/"))
			*inside = kxl_pool_copy(&menu->pool, mount.inside);
	}
	kxl_text_free(text);
}

static const char *path_of(const struct system *system, const char *path)
{
	if (*path == '/')
		return path;
	return kxl_pool_print(&system->menu->pool, "%s/%s", system->folder,
			      path);
}

static int read_file(void *data, const char *path, struct kx_bytes *text)
{
	const struct system *system = data;
	struct kxl_trouble trouble;

	return kxl_volume_read(system->volume, path_of(system, path),
			       KXL_EXTLINUX_FILE_MAX, text, &trouble);
}

static void warn(void *data, const char *path, u32 line, const char *what)
{
	const struct system *system = data;

	kxl_menu_skip(system->menu,
		      kxl_volume_outer(system->volume, &system->menu->pool,
				       path_of(system, path)),
		      line, what);
}

static void publish(const struct system *system,
		    const struct kxl_extlinux_label *label, bool is_next)
{
	struct kxl_menu *menu = system->menu;
	struct kxl_entry *entry =
		kxl_menu_add(menu, system->volume, KEXEC_BOOT_EXTLINUX);
	u32 i;

	if (!entry)
		return;
	entry->facts.id = label->name;
	entry->facts.title = label->title;
	entry->facts.place =
		kxl_pool_print(&menu->pool, "%s:%u",
			       kxl_volume_outer(system->volume, &menu->pool,
						path_of(system, label->path)),
			       label->line);
	entry->facts.cmdline = label->append ? label->append : "";
	for (i = 0; i < label->nr_initrds; i++)
		entry->initrds[i] = path_of(system, label->initrds[i]);
	entry->facts.nr_initrds = label->nr_initrds;
	if (label->devicetree)
		entry->devicetree = path_of(system, label->devicetree);
	if (label->problem)
		kxl_menu_problem(entry, label->problem);
	kxl_menu_set_files(menu, entry,
			   label->kernel ? path_of(system, label->kernel)
					 : NULL);
	if (is_next)
		menu->facts.next = &entry->facts;
}

static void run(struct system *system, const char *inner, struct kx_bytes text)
{
	const struct kxl_extlinux_host host = {
		.data = system,
		.read = read_file,
		.warn = warn,
	};
	struct kxl_extlinux extlinux = {
		.host = &host,
		.pool = &system->menu->pool,
	};
	const struct kxl_extlinux_label *label;
	const struct kxl_extlinux_label *next;

	kxl_extlinux_parse(&extlinux, inner, text);
	next = kxl_extlinux_next(&extlinux, &system->menu->facts.choice);
	system->menu->facts.order = "that of the file";
	system->menu->facts.no_once = "extlinux knows no entry for one start";
	for (label = extlinux.labels; label; label = label->next)
		publish(system, label, label == next);
}

int kxl_extlinux_menu_read(struct kxl_menu *menu, const char *path)
{
	struct system system = { .menu = menu };
	struct kxl_trouble trouble;
	const char *inside;
	const char *inner;
	const char *point;
	struct kx_bytes text;
	int err;

	find_mount(menu, path, &point, &inside);
	err = kxl_menu_volume(menu, point, &system.volume, &trouble);
	if (err)
		return kxl_menu_fail(menu->ctx, *point ? point : "/", &trouble);
	system.volume->inside = inside;
	inner = kxl_pool_print(&menu->pool, "%s%s", inside,
			       path + strlen(point));
	system.folder = kxl_pool_copy(
		&menu->pool,
		kx_bytes(inner, (u64)(strrchr(inner, '/') - inner)));
	err = kxl_volume_read(system.volume, inner, KXL_EXTLINUX_FILE_MAX,
			      &text, &trouble);
	if (err)
		return kxl_menu_fail(menu->ctx, path, &trouble);
	run(&system, inner, text);
	kxl_text_free(text);
	return 0;
}
