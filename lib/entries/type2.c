// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A UKI says in its section .osrel what it is. Each of its profiles is an entry
 * of its own, whose ID follows an @ (boot_entry_add_type2() in systemd's
 * src/boot/boot.c).
 */
#include "lib/entries/type2.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "core/wrap/uki.h"
#include "lib/entries/bls.h"
#include "lib/entries/counter.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

#define FOLDER "/EFI/Linux"
/* UNIFIED_PROFILES_MAX in systemd's src/fundamental/uki.h */
#define PROFILES_MAX 256

/* Fields of os-release; earlier ones of a kind count more. */
static const struct {
	const char *name;
	size_t offset; /* in struct kxl_osrel */
} fields[] = {
	{ "PRETTY_NAME", offsetof(struct kxl_osrel, title) },
	{ "IMAGE_ID", offsetof(struct kxl_osrel, title) },
	{ "NAME", offsetof(struct kxl_osrel, title) },
	{ "ID", offsetof(struct kxl_osrel, title) },
	{ "IMAGE_VERSION", offsetof(struct kxl_osrel, version) },
	{ "VERSION", offsetof(struct kxl_osrel, version) },
	{ "VERSION_ID", offsetof(struct kxl_osrel, version) },
	{ "BUILD_ID", offsetof(struct kxl_osrel, version) },
	{ "IMAGE_ID", offsetof(struct kxl_osrel, sort_key) },
	{ "ID", offsetof(struct kxl_osrel, sort_key) },
};

/* The value of the last line with this key. */
static struct kx_bytes find_field(struct kx_bytes text, const char *name)
{
	struct kx_bytes value = { 0 };
	struct kxl_bls_line line;
	u32 number = 0;

	while (kxl_bls_next(&text, "=", &number, &line))
		if (kxl_text_is(line.key, name))
			value = line.value;
	return value;
}

struct kxl_osrel kxl_osrel_parse(struct kx_bytes text)
{
	struct kxl_osrel osrel = { 0 };
	struct kx_bytes *to;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		to = (void *)((u8 *)&osrel + fields[i].offset);
		if (!to->data)
			*to = find_field(text, fields[i].name);
	}
	return osrel;
}

/* An image that is being read. */
struct image {
	struct kxl_menu *menu;
	const struct kxl_volume *volume;
	const char *path; /* on @volume */
	const char *place;
	struct kxl_counter counter;
};

static const char *copy(const struct image *image, struct kx_bytes text)
{
	return kxl_pool_copy(&image->menu->pool, text);
}

/* As systemd-stub does: control characters become blanks. */
static const char *copy_line(const struct image *image, struct kx_bytes text)
{
	char *line;
	u64 i;

	while (text.size && text.data[text.size - 1] <= ' ')
		text.size--;
	while (text.size && *text.data <= ' ')
		text = kx_bytes(text.data + 1, text.size - 1);
	line = kxl_pool_take(&image->menu->pool, text.size + 1);
	if (!line)
		return "";
	for (i = 0; i < text.size; i++)
		line[i] = (char)(text.data[i] < ' ' ? ' ' : text.data[i]);
	return line;
}

static const char *title_of(const struct image *image, const char *name,
			    struct kx_bytes profile, u32 number)
{
	struct kx_bytes title = find_field(profile, "TITLE");
	struct kx_bytes id = kx_uki_id(profile);

	if (title.data)
		return kxl_pool_print(&image->menu->pool, "%s (%s)", name,
				      copy(image, title));
	if (!number)
		return name;
	if (id.data)
		return kxl_pool_print(&image->menu->pool, "%s (%s)", name,
				      copy(image, id));
	return kxl_pool_print(&image->menu->pool, "%s (Profile #%u)", name,
			      number + 1);
}

static void set_id(const struct image *image, struct kxl_entry *entry,
		   struct kx_bytes profile)
{
	struct kxl_pool *pool = &image->menu->pool;
	const char *stem = copy(image, image->counter.stem);
	struct kx_bytes id = kx_uki_id(profile);
	const char *base = kxl_pool_print(pool, "%s.efi", stem);

	if (!entry->profile)
		entry->facts.id = base;
	else if (id.data)
		entry->facts.id =
			kxl_pool_print(pool, "%s@%s", base, copy(image, id));
	else
		entry->facts.id =
			kxl_pool_print(pool, "%s@%u", base, entry->profile);
	entry->base = kxl_menu_lower(image->menu, base);
	entry->folded = kxl_menu_lower(image->menu, entry->facts.id);
	entry->facts.tries_left = image->counter.left;
	entry->facts.tries_done = image->counter.done;
}

static void add(const struct image *image, u32 number, const struct kx_uki *uki,
		const struct kxl_osrel *osrel)
{
	struct kx_bytes profile = uki->parts[KX_UKI_PROFILE];
	struct kxl_entry *entry =
		kxl_menu_add(image->menu, image->volume, KEXEC_BOOT_TYPE2);

	if (!entry)
		return;
	entry->profile = number;
	set_id(image, entry, profile);
	entry->facts.place = image->place;
	entry->file = image->path;
	entry->facts.title =
		title_of(image, copy(image, osrel->title), profile, number);
	entry->facts.version = copy(image, osrel->version);
	entry->sort_key =
		osrel->sort_key.data ? copy(image, osrel->sort_key) : NULL;
	entry->facts.cmdline = copy_line(image, uki->parts[KX_UKI_CMDLINE]);
	if (number)
		entry->facts.profile =
			kxl_pool_print(&image->menu->pool, "%u", number);
	kxl_menu_set_files(image->menu, entry, image->path);
}

static void skip_profile(const struct image *image, u32 number,
			 const char *reason)
{
	kxl_menu_skip(image->menu, image->place, 0,
		      kxl_pool_print(&image->menu->pool, "profile %u: %s",
				     number, reason));
}

static void take_profile(const struct image *image, struct kx_bytes file,
			 u32 number, struct kx_uki *uki)
{
	struct kx_fault fault = { 0 };
	struct kxl_osrel osrel;

	if (kx_uki_read(file, number, uki, &fault)) {
		skip_profile(image, number,
			     fault.what ? fault.what : "it is damaged");
		return;
	}
	osrel = kxl_osrel_parse(uki->parts[KX_UKI_OSREL]);
	if (osrel.title.data)
		add(image, number, uki, &osrel);
	else
		skip_profile(image, number,
			     "no section .osrel says what it is");
}

static void take_profiles(const struct image *image, struct kx_bytes file)
{
	struct kx_uki uki = { 0 };
	u32 number = 0;

	do
		take_profile(image, file, number++, &uki);
	while (number < uki.nr_profiles && number < PROFILES_MAX);
}

static int map(const struct image *image, struct kxl_file *file,
	       const char **reason, struct kxl_trouble *trouble)
{
	struct kexec_ctx *ctx = image->menu->ctx;
	int err;
	int fd;

	err = kxl_volume_file(image->volume, image->path, &fd, trouble);
	if (err) {
		*reason = trouble->words;
		return err;
	}
	err = kxl_file_adopt(ctx, KEXEC_ACTION_BOOT_ENTRY, fd, image->place,
			     file);
	close(fd);
	*reason = kexec_ctx_error(ctx)->reason;
	return err;
}

static void read_image(struct image *image, const char *name)
{
	struct kxl_trouble trouble;
	struct kxl_file file;
	const char *reason;

	if (!kxl_counter_parse(kx_bytes(name, strlen(name)), ".efi",
			       &image->counter))
		return;
	image->path = kxl_pool_print(&image->menu->pool, FOLDER "/%s", name);
	image->place = kxl_volume_outer(image->volume, &image->menu->pool,
					image->path);
	if (map(image, &file, &reason, &trouble)) {
		kxl_menu_skip(image->menu, image->place, 0, reason);
		return;
	}
	if (kx_uki_is(file.bytes))
		take_profiles(image, file.bytes);
	else
		kxl_menu_skip(image->menu, image->place, 0,
			      "it is no unified kernel image");
	kxl_file_close(&file);
}

void kxl_type2_read(struct kxl_menu *menu, const struct kxl_volume *volume)
{
	struct kxl_names names = kxl_menu_list(menu, volume, FOLDER);
	struct image image = { .menu = menu, .volume = volume };
	u32 i;

	for (i = 0; i < names.count; i++)
		read_image(&image, names.list[i]);
}
