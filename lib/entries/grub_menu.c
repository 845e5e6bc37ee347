// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * GRUB's files, for the script in them. The script sees one device: the file
 * system that grub.cfg is on. What it looks for elsewhere is not there, because
 * an entry that names it could not be loaded.
 */
#include "lib/entries/grub_menu.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/entries/grub_run.h"
#include "lib/entries/mounts.h"
#include "lib/entries/once_grub.h"
#include "lib/entries/version.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

/* grub-mkconfig's, of Fedora and openSUSE, and of others. */
static const char *const files[] = { "/boot/grub2/grub.cfg",
				     "/boot/grub/grub.cfg" };

/* What GRUB sets before it reads grub.cfg (grub-core/normal/main.c). */
static const char *const features[] = {
	"feature_chainloader_bpb",	"feature_ntldr",
	"feature_platform_search_hint", "feature_default_font_path",
	"feature_all_video_module",	"feature_menuentry_id",
	"feature_menuentry_options",	"feature_200_final",
	"feature_nativedisk_cmd",	"feature_timeout_style",
};

struct system {
	struct kxl_menu *menu;
	struct kxl_volume *volume;
	const char *device; /* MAJOR:MINOR; NULL: not known */
	const char *source; /* its name: "/dev/sda1" */
	const char *type;   /* of the file system; NULL: not known */
};

bool kxl_grub_menu_is(struct kxl_menu *menu, const char **path)
{
	struct kxl_volume boot;
	struct kxl_trouble trouble;
	bool is_found = false;
	size_t i;

	if (kxl_volume_open(menu->root, "/boot", &boot, &trouble)) {
		*path = files[1];
		return trouble.is_writable;
	}
	for (i = 0; i < ARRAY_SIZE(files) && !is_found; i++) {
		*path = files[i];
		is_found = kxl_volume_has(&boot, *path + strlen("/boot"));
	}
	kxl_volume_close(&boot);
	return is_found;
}

/* Finds the file system; without mountinfo it is the root's. */
static const char *find_mount(struct system *system, const char *path)
{
	struct kxl_pool *pool = &system->menu->pool;
	const char *point = "";
	struct kxl_mount mount;
	struct kx_bytes text;

	system->volume = NULL;
	if (kxl_read(system->menu->ctx, "/proc/self/mountinfo", &text))
		return point;
	if (kxl_mount_of(text, path, &mount)) {
		if (!kxl_text_is(mount.point, "/"))
			point = kxl_pool_copy(pool, mount.point);
		system->device = kxl_pool_copy(pool, mount.device);
		system->source = kxl_pool_copy(pool, mount.source);
		system->type = kxl_pool_copy(pool, mount.type);
	}
	kxl_text_free(text);
	return point;
}

/* The name of the top folder in the file system, for btrfs and its like. */
static const char *find_inside(struct system *system, const char *path)
{
	const char *inside = "";
	struct kxl_mount mount;
	struct kx_bytes text;

	if (kxl_read(system->menu->ctx, "/proc/self/mountinfo", &text))
		return inside;
	if (kxl_mount_of(text, path, &mount) && !kxl_text_is(mount.inside, "/"))
		inside = kxl_pool_copy(&system->menu->pool, mount.inside);
	kxl_text_free(text);
	return inside;
}

static int read_file(void *data, const char *path, struct kx_bytes *text)
{
	struct system *system = data;
	struct kxl_trouble trouble;
	int err = kxl_volume_read(system->volume, path, KXL_GRUB_FILE_MAX, text,
				  &trouble);

	if (err && trouble.errnum != ENOENT)
		kxl_menu_skip(system->menu,
			      kxl_volume_outer(system->volume,
					       &system->menu->pool, path),
			      0, trouble.words);
	return err;
}

/* A file that others may write to is there; its size is not asked. */
static bool is_there(void *data, const char *path, char kind)
{
	const struct system *system = data;
	struct kxl_trouble trouble;
	struct stat status;
	bool result;
	int fd;

	if (kind == 'e')
		return kxl_volume_has(system->volume, path);
	if (kxl_volume_file(system->volume, path, &fd, &trouble))
		return kind == 'd' ? trouble.errnum == EISDIR
				   : trouble.is_writable;
	result = kind == 'f' ||
		 (kind == 's' && !fstat(fd, &status) && status.st_size);
	close(fd);
	return result;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Whether a link of udev's leads to the device. */
static bool is_link_to(const struct system *system, const char *link)
{
	char target[256];
	char number[32];
	struct stat status;
	ssize_t size;

	if (!stat(link, &status) && S_ISBLK(status.st_mode)) {
		snprintf(number, sizeof(number), "%u:%u", major(status.st_rdev),
			 minor(status.st_rdev));
		if (!strcmp(number, system->device))
			return true;
	}
	size = readlink(link, target, sizeof(target) - 1);
	if (size <= 0)
		return false;
	target[size] = '\0';
	return !strcmp(last_part(target), last_part(system->source));
}

/* Without udev, or without mounts, it is taken on trust. */
static bool is_device(void *data, bool is_label, const char *value)
{
	const struct system *system = data;
	const char *folder =
		is_label ? "/dev/disk/by-label" : "/dev/disk/by-uuid";
	bool result = false;
	char *link;

	if (!system->device || !kxl_exists(system->menu->ctx, folder))
		return true;
	if (strchr(value, '/') ||
	    asprintf(&link, "%s%s/%s", system->menu->ctx->root, folder, value) <
		    0)
		return false;
	result = is_link_to(system, link);
	free(link);
	return result;
}

static bool list(void *data, const char *path, struct kxl_pool *pool,
		 struct kxl_names *names)
{
	struct system *system = data;

	(void)pool;
	*names = kxl_menu_list(system->menu, system->volume, path);
	return names->count;
}

static void warn(void *data, const char *path, u32 line, const char *what)
{
	struct system *system = data;

	kxl_menu_skip(
		system->menu,
		kxl_volume_outer(system->volume, &system->menu->pool, path),
		line, what);
}

/* Submenus' IDs before it; ">" in one of them is doubled, as GRUB does. */
static const char *full_id(struct kxl_menu *menu,
			   const struct kxl_grub_entry *entry, bool is_alone)
{
	struct kxl_pool *pool = &menu->pool;
	const char *id = is_alone ? entry->id : "";
	const char *c = entry->id;
	size_t size;

	while (!is_alone && *c) {
		size = strcspn(c, ">");
		id = kxl_pool_print(pool, "%s%.*s%s", id, (int)size, c,
				    c[size] ? ">>" : "");
		c += size + !!c[size];
	}
	if (!entry->parent)
		return id;
	return kxl_pool_print(pool, "%s>%s",
			      full_id(menu, entry->parent, false), id);
}

static void publish(struct system *system, const struct kxl_grub_entry *from,
		    const struct kxl_grub_entry *next)
{
	struct kxl_menu *menu = system->menu;
	struct kxl_entry *entry =
		kxl_menu_add(menu, system->volume, KEXEC_BOOT_GRUB);
	const char *place;
	u32 i;

	if (!entry)
		return;
	place = kxl_volume_outer(system->volume, &menu->pool, from->path);
	entry->facts.place = from->line ? kxl_pool_print(&menu->pool, "%s:%u",
							 place, from->line)
					: place;
	entry->facts.id = full_id(menu, from, !from->parent);
	entry->facts.title = from->title;
	entry->facts.cmdline = from->cmdline ? from->cmdline : "";
	for (i = 0; i < from->nr_initrds; i++)
		entry->initrds[i] = from->initrds[i];
	entry->facts.nr_initrds = from->nr_initrds;
	entry->devicetree = from->devicetree;
	if (from->problem)
		kxl_menu_problem(entry, from->problem);
	kxl_menu_set_files(menu, entry, from->kernel);
	if (from == next)
		menu->facts.next = &entry->facts;
}

/* A submenu is no entry, but those in it are. */
static void publish_all(struct system *system,
			const struct kxl_grub_entry *list,
			const struct kxl_grub_entry *next)
{
	for (; list; list = list->next) {
		if (list->is_submenu)
			publish_all(system, list->children, next);
		else
			publish(system, list, next);
	}
}

static void set_up(struct kxl_grub *grub, struct system *system,
		   const char *folder)
{
	size_t i;

	kxl_grub_set(grub, "root", KXL_GRUB_DEVICE);
	kxl_grub_set(grub, "boot", KXL_GRUB_DEVICE);
	kxl_grub_set(
		grub, "prefix",
		kxl_pool_print(grub->pool, "(" KXL_GRUB_DEVICE ")%s", folder));
	kxl_grub_set(grub, "config_directory", kxl_grub_get(grub, "prefix"));
	kxl_grub_set(grub, "grub_cpu", "x86_64");
	kxl_grub_set(grub, "grub_platform",
		     kxl_exists(system->menu->ctx, "/sys/firmware/efi") ? "efi"
									: "pc");
	for (i = 0; i < ARRAY_SIZE(features); i++)
		kxl_grub_set(grub, features[i], "y");
	kxl_grub_export(grub, "root");
	kxl_grub_export(grub, "prefix");
}

static void say(struct kxl_menu *menu, const struct kxl_grub *grub)
{
	const char *spec = kxl_grub_get(grub, "default");

	menu->facts.is_once = grub->is_once;
	menu->facts.is_counted = grub->is_counted;
	menu->facts.order = "that of its menu";
	if (grub->has_bls)
		menu->facts.order = "that of its menu; entries of blscfg by "
				    "the names of their files, the greatest "
				    "first, whatever version, sort-key and "
				    "counter say";
	menu->facts.choice = "the first of them";
	if (grub->doubt)
		menu->facts.choice = kxl_pool_print(
			&menu->pool, "not known: %s", grub->doubt);
	else if (spec && *spec)
		menu->facts.choice =
			kxl_pool_print(&menu->pool,
				       "default is %s (the first entry where "
				       "that names none)",
				       spec);
}

/* @inner: grub.cfg, on the device */
static void run(struct system *system, const char *inner, struct kx_bytes text)
{
	const struct kxl_grub_host host = {
		.data = system,
		.read = read_file,
		.is_there = is_there,
		.is_device = is_device,
		.list = list,
		.warn = warn,
		.compare = strstr(inner, "grub2") ? kxl_version_compare_packages
						  : kxl_version_compare_names,
	};
	struct kxl_pool *pool = &system->menu->pool;
	struct kxl_grub grub = { .host = &host, .pool = pool };
	size_t size = strlen(inner) - strlen(last_part(inner)) - 1;

	set_up(&grub, system, kxl_pool_copy(pool, kx_bytes(inner, size)));
	kxl_grub_run(&grub, inner, text);
	kxl_grub_run_entries(&grub);
	say(system->menu, &grub);
	publish_all(system, grub.menu, kxl_grub_next(&grub));
}

/* The block is beside grub.cfg. */
static void offer_once(struct system *system, const char *inner,
		       struct kx_bytes text)
{
	const struct kxl_grub_place place = {
		.volume = system->volume,
		.path = kxl_pool_print(
			&system->menu->pool, "%.*sgrubenv",
			(int)(strlen(inner) - strlen(last_part(inner))), inner),
		.type = system->type,
		.device = system->device,
	};

	kxl_once_grub_offer(system->menu, &place, text);
}

int kxl_grub_menu_read(struct kxl_menu *menu, const char *path)
{
	struct system system = { .menu = menu };
	const char *point = find_mount(&system, path);
	struct kxl_trouble trouble;
	const char *inner;
	struct kx_bytes text;
	int err;

	err = kxl_menu_volume(menu, point, &system.volume, &trouble);
	if (err)
		return kxl_menu_fail(menu->ctx, *point ? point : "/", &trouble);
	system.volume->inside = find_inside(&system, path);
	inner = kxl_pool_print(&menu->pool, "%s%s", system.volume->inside,
			       path + strlen(point));
	err = kxl_volume_read(system.volume, inner, KXL_GRUB_FILE_MAX, &text,
			      &trouble);
	if (err)
		return kxl_menu_fail(menu->ctx, path, &trouble);
	run(&system, inner, text);
	offer_once(&system, inner, text);
	kxl_text_free(text);
	return 0;
}
