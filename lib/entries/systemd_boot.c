// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * systemd-boot reads the partition that it was started from, the ESP, and the
 * one of type XBOOTLDR, which is mounted at /boot if the ESP is not (UAPI
 * specification 1; src/boot/boot.c of systemd 259). It leaves out an entry
 * whose kernel is not there, and so does this.
 */
#include "lib/entries/systemd_boot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/entries/bls.h"
#include "lib/entries/counter.h"
#include "lib/entries/loader_conf.h"
#include "lib/entries/loader_variable.h"
#include "lib/entries/mounts.h"
#include "lib/entries/once_efi.h"
#include "lib/entries/order.h"
#include "lib/entries/type2.h"
#include "lib/machine/arch.h"
#include "lib/machine/file.h"
#include "lib/text/text.h"

#define FOLDER "/loader/entries"

/* Where the ESP is mounted: bootctl(1) looks in this order. */
static const char *const points[] = { "/efi", "/boot", "/boot/efi" };

/* What @path is mounted with; without mountinfo, nothing is known. */
static bool find_mount(struct kexec_ctx *ctx, const char *path, bool *is_fat)
{
	struct kx_bytes text;
	struct kxl_mount mount;
	bool is_mount;

	if (kxl_read(ctx, "/proc/self/mountinfo", &text))
		return false;
	is_mount = kxl_mount_of(text, path, &mount) &&
		   kxl_text_is(mount.point, path);
	*is_fat = is_mount && kxl_text_is(mount.type, "vfat");
	kxl_text_free(text);
	return is_mount;
}

static bool has_folder(struct kxl_menu *menu, const char *path,
		       const char *folder)
{
	struct kxl_volume volume;
	struct kxl_trouble trouble;
	bool is_there;

	/* Others may write to it: reading it says so. */
	if (kxl_volume_open(menu->root, path, &volume, &trouble))
		return trouble.is_writable;
	is_there = kxl_volume_has(&volume, folder);
	kxl_volume_close(&volume);
	return is_there;
}

static bool is_esp(struct kxl_menu *menu, const char *path, bool must_be_fat)
{
	bool is_fat = false;

	if (must_be_fat && (!find_mount(menu->ctx, path, &is_fat) || !is_fat))
		return false;
	return has_folder(menu, path, "/EFI") ||
	       has_folder(menu, path, "/loader");
}

bool kxl_systemd_boot_is(struct kxl_menu *menu, const char **path)
{
	size_t i;

	for (i = 0; i < 2 * ARRAY_SIZE(points); i++) {
		*path = points[i % ARRAY_SIZE(points)];
		if (is_esp(menu, *path, i < ARRAY_SIZE(points)))
			return true;
	}
	return false;
}

/* Firmware takes both kinds of slashes. */
static const char *copy_path(struct kxl_menu *menu, struct kx_bytes text)
{
	char *copy = kxl_pool_take(&menu->pool, text.size + 1);
	u64 i;

	if (!copy)
		return "";
	for (i = 0; i < text.size; i++)
		copy[i] = (char)(text.data[i] == '\\' ? '/' : text.data[i]);
	return copy;
}

static const char *copy(struct kxl_menu *menu, struct kx_bytes text)
{
	return kxl_pool_copy(&menu->pool, text);
}

static const char *copy_given(struct kxl_menu *menu, struct kx_bytes text)
{
	return text.data ? copy(menu, text) : NULL;
}

/* One blank between them. */
static const char *join_options(struct kxl_menu *menu,
				const struct kxl_bls *bls)
{
	const char *line = "";
	u32 i;

	for (i = 0; i < bls->nr_options; i++)
		line = kxl_pool_print(&menu->pool, "%s%s%.*s", line,
				      i ? " " : "", (int)bls->options[i].size,
				      (const char *)bls->options[i].data);
	return line;
}

/* Why systemd-boot would not show it, and what says so; NULL: it would. */
static const char *find_refusal(struct kxl_menu *menu,
				const struct kxl_bls *bls, const u8 **at)
{
	/* EFI_MACHINE_TYPE_NAME */
	const char *own =
		kxl_arch(menu->ctx) == &kx_arch_arm64 ? "aa64" : "x64";

	*at = bls->architecture.data;
	if (bls->architecture.data &&
	    strcasecmp(copy(menu, bls->architecture), own) != 0)
		return kxl_pool_print(&menu->pool,
				      "it is for another architecture: %s",
				      copy(menu, bls->architecture));
	*at = bls->kernel.data;
	if (bls->starts == KXL_BLS_UKI_URL)
		return "its kernel comes from the network";
	return NULL;
}

static void set_id(struct kxl_menu *menu, struct kxl_entry *entry,
		   const struct kxl_counter *counter)
{
	entry->facts.id = kxl_pool_print(&menu->pool, "%s.conf",
					 copy(menu, counter->stem));
	entry->folded = kxl_menu_lower(menu, entry->facts.id);
	entry->base = entry->folded;
	entry->facts.tries_left = counter->left;
	entry->facts.tries_done = counter->done;
}

/* @text: the file that @value is in */
static const char *copy_file(struct kxl_menu *menu, struct kxl_entry *entry,
			     struct kx_bytes text, struct kx_bytes value)
{
	const char *path = copy_path(menu, value);

	kxl_menu_look_at(menu, entry, kxl_line_at(text, value.data), path);
	return path;
}

static void set_facts(struct kxl_menu *menu, struct kxl_entry *entry,
		      const struct kxl_bls *bls, struct kx_bytes text)
{
	u32 i;

	entry->facts.title = copy(menu, bls->title);
	if (!*entry->facts.title)
		entry->facts.title = entry->facts.id;
	entry->facts.version = copy(menu, bls->version);
	entry->sort_key = copy_given(menu, bls->sort_key);
	entry->machine_id = copy_given(menu, bls->machine_id);
	entry->facts.cmdline = join_options(menu, bls);
	entry->facts.profile = copy(menu, bls->profile);
	for (i = 0; i < bls->nr_initrds; i++)
		entry->initrds[i] =
			copy_file(menu, entry, text, bls->initrds[i]);
	entry->facts.nr_initrds = bls->nr_initrds;
	if (bls->devicetree.data)
		entry->devicetree =
			copy_file(menu, entry, text, bls->devicetree);
	if (bls->starts == KXL_BLS_EFI)
		kxl_menu_problem(entry, "it starts an EFI program");
	kxl_menu_set_files(menu, entry,
			   copy_file(menu, entry, text, bls->kernel));
}

/* The loader opens the kernel, and leaves the entry out if that fails. */
static bool has_kernel(struct kxl_menu *menu, const struct kxl_volume *volume,
		       const char *place, const struct kxl_bls *bls)
{
	const char *path = copy_path(menu, bls->kernel);

	if (kxl_volume_has(volume, path))
		return true;
	kxl_menu_skip(menu, place, bls->kernel_line,
		      kxl_pool_print(&menu->pool, "%s is not there", path));
	return false;
}

static void take(struct kxl_menu *menu, const struct kxl_volume *volume,
		 const char *path, const struct kxl_counter *counter,
		 struct kx_bytes text)
{
	const char *place = kxl_volume_outer(volume, &menu->pool, path);
	struct kxl_line_fault fault;
	struct kxl_entry *entry;
	struct kxl_bls bls;
	const char *refusal;
	const u8 *at;

	if (kxl_bls_parse(text, KXL_BLS_SYSTEMD_BOOT, &bls, &fault)) {
		kxl_menu_skip(menu, place, fault.line, fault.what);
		return;
	}
	refusal = find_refusal(menu, &bls, &at);
	if (refusal) {
		kxl_menu_skip(menu, place, kxl_line_at(text, at), refusal);
		return;
	}
	if (!has_kernel(menu, volume, place, &bls))
		return;
	entry = kxl_menu_add(menu, volume, KEXEC_BOOT_TYPE1);
	if (!entry)
		return;
	entry->facts.place = place;
	entry->file = path;
	set_id(menu, entry, counter);
	set_facts(menu, entry, &bls, text);
}

static void read_entry(struct kxl_menu *menu, const struct kxl_volume *volume,
		       const char *name)
{
	struct kxl_trouble trouble;
	struct kxl_counter counter;
	struct kx_bytes text;
	const char *place;
	const char *path;

	if (!kxl_counter_parse(kx_bytes(name, strlen(name)), ".conf", &counter))
		return;
	path = kxl_pool_print(&menu->pool, FOLDER "/%s", name);
	place = kxl_volume_outer(volume, &menu->pool, path);
	if (kxl_volume_read(volume, path, KXL_BLS_FILE_MAX + 1, &text,
			    &trouble)) {
		kxl_menu_skip(menu, place, 0, trouble.words);
		return;
	}
	take(menu, volume, path, &counter, text);
	kxl_text_free(text);
}

static void read_folder(struct kxl_menu *menu, const struct kxl_volume *volume)
{
	struct kxl_names names = kxl_menu_list(menu, volume, FOLDER);
	u32 i;

	for (i = 0; i < names.count; i++)
		read_entry(menu, volume, names.list[i]);
}

/* "@saved" stands for the last one that was booted. */
static void set_wish(struct kxl_menu *menu, struct kxl_wish *wish,
		     const char *text)
{
	if (text && !strcasecmp(text, "@saved") &&
	    kxl_loader_variable(menu->ctx, &menu->pool, "LoaderEntryLastBooted",
				&text))
		wish->doubt = "the EFI variable LoaderEntryLastBooted can't be "
			      "read";
	else if (text)
		wish->pattern = kxl_menu_lower(menu, text);
}

static struct kxl_wish by_variable(struct kxl_menu *menu, const char *name)
{
	struct kxl_wish wish = {
		.whose = kxl_pool_print(&menu->pool, "the EFI variable %s",
					name),
	};
	const char *text;

	if (kxl_loader_variable(menu->ctx, &menu->pool, name, &text))
		wish.doubt = kxl_pool_print(&menu->pool, "%s can't be read",
					    wish.whose);
	else
		set_wish(menu, &wish, text);
	return wish;
}

#define CONF "/loader/loader.conf"

/* Both wishes of the file, or why they are not known. */
static void read_conf(struct kxl_menu *menu, const struct kxl_volume *esp,
		      struct kxl_wish *preferred, struct kxl_wish *standard)
{
	const char *place = kxl_volume_outer(esp, &menu->pool, CONF);
	struct kxl_loader_conf conf;
	struct kxl_trouble trouble;
	struct kx_bytes text;

	preferred->whose = kxl_pool_print(&menu->pool, "%s: preferred", place);
	standard->whose = kxl_pool_print(&menu->pool, "%s: default", place);
	if (!kxl_volume_read(esp, CONF, KXL_BLS_FILE_MAX, &text, &trouble)) {
		conf = kxl_loader_conf_parse(text);
		set_wish(menu, preferred, copy_given(menu, conf.preferred));
		set_wish(menu, standard, copy_given(menu, conf.standard));
		kxl_text_free(text);
	} else if (trouble.errnum != ENOENT) {
		kxl_menu_skip(menu, place, 0, trouble.words);
		preferred->doubt =
			kxl_pool_print(&menu->pool, "%s was left out", place);
		standard->doubt = preferred->doubt;
	}
}

static const char *say_choice(struct kxl_menu *menu,
			      const struct kxl_wish *wish)
{
	if (!wish)
		return "the first of them";
	if (wish->doubt)
		return kxl_pool_print(&menu->pool, "not known: %s",
				      wish->doubt);
	return kxl_pool_print(&menu->pool, "%s says %s", wish->whose,
			      wish->pattern);
}

static void choose(struct kxl_menu *menu, const struct kxl_volume *esp)
{
	struct kxl_wish wishes[] = {
		by_variable(menu, "LoaderEntryOneShot"),
		by_variable(menu, "LoaderEntryPreferred"),
		{ .is_assessed = true }, /* preferred */
		by_variable(menu, "LoaderEntryDefault"),
		{ .is_assessed = false }, /* default */
		{ .whose = NULL },
	};
	const struct kxl_wish *wish = NULL;
	const struct kxl_entry *next;

	wishes[1].is_assessed = true;
	read_conf(menu, esp, &wishes[2], &wishes[4]);
	next = kxl_order_choose(menu->list, menu->count, wishes, &wish);
	menu->facts.next = next ? &next->facts : NULL;
	menu->facts.choice = say_choice(menu, wish);
	menu->facts.is_once = next && wish == &wishes[0];
}

/* The other partition, unless that is the ESP. */
static void read_xbootldr(struct kxl_menu *menu, const char *esp)
{
	struct kxl_trouble trouble;
	struct kxl_volume *volume;
	bool is_fat;

	if (!strcmp(esp, "/boot") || !find_mount(menu->ctx, "/boot", &is_fat))
		return;
	if (kxl_menu_volume(menu, "/boot", &volume, &trouble)) {
		kxl_menu_skip(menu, "/boot", 0, trouble.words);
		return;
	}
	kxl_type2_read(menu, volume);
	read_folder(menu, volume);
}

/* Its name as systemd-boot knew it before it took counters off. */
static void keep_counter(struct kxl_menu *menu, struct kxl_entry *entry)
{
	const char *profile = strrchr(entry->facts.id, '@');

	entry->folded = kxl_menu_lower(
		menu, kxl_pool_print(&menu->pool, "%s%s",
				     strrchr(entry->file, '/') + 1,
				     entry->profile && profile ? profile : ""));
	entry->facts.no_once = "it has a boot counter, and this systemd-boot "
			       "knows it by a name with that, which changes";
}

/* The next of the names, and whether there is one; no ASCII becomes "?". */
static bool take_name(struct kx_bytes *rest, char *name, size_t size)
{
	size_t used = 0;
	u16 unit = 1;

	while (unit && rest->size >= sizeof(unit)) {
		unit = kx_load_le16(rest->data);
		*rest = kx_bytes(rest->data + sizeof(unit),
				 rest->size - sizeof(unit));
		if (unit && used + 1 < size)
			name[used++] = (char)(unit < 0x80 ? unit : '?');
	}
	name[used] = '\0';
	return !unit;
}

static bool has_counter(const char *name)
{
	const struct kx_bytes text = kx_bytes(name, strlen(name));
	struct kxl_counter counter;

	return (kxl_counter_parse(text, ".conf", &counter) ||
		kxl_counter_parse(text, ".efi", &counter)) &&
	       counter.left >= 0;
}

static bool is_of_counted(const struct kxl_menu *menu, const char *name)
{
	u32 i;

	for (i = 0; i < menu->count; i++)
		if (menu->list[i]->facts.tries_left >= 0 &&
		    !strcmp(menu->list[i]->folded, name))
			return true;
	return false;
}

/* What the loader that started this system has called its entries. */
enum names { NAMES_UNKNOWN, NAMES_WITHOUT_COUNTERS, NAMES_WITH_COUNTERS };

static enum names find_names(struct kxl_menu *menu)
{
	enum names names = NAMES_UNKNOWN;
	struct kx_bytes rest = kx_bytes(NULL, 0);
	struct kx_bytes file;
	char name[256];

	if (kxl_read(menu->ctx, KXL_LOADER_VARIABLE("LoaderEntries"), &file))
		return NAMES_UNKNOWN;
	if (file.size > KXL_LOADER_ATTRIBUTES)
		rest = kx_bytes(file.data + KXL_LOADER_ATTRIBUTES,
				file.size - KXL_LOADER_ATTRIBUTES);
	while (names != NAMES_WITH_COUNTERS &&
	       take_name(&rest, name, sizeof(name))) {
		if (has_counter(name))
			names = NAMES_WITH_COUNTERS;
		else if (is_of_counted(menu, name))
			names = NAMES_WITHOUT_COUNTERS;
	}
	kxl_text_free(file);
	return names;
}

/* Later releases of two versions have it mended; the first are not known. */
static bool is_mended(struct kxl_menu *menu)
{
	static const char name[] = "systemd-boot ";
	const char *info = NULL;
	unsigned long version;
	unsigned long release;
	char *end;

	if (kxl_loader_variable(menu->ctx, &menu->pool, "LoaderInfo", &info) ||
	    !info || strncasecmp(info, name, strlen(name)) != 0)
		return true;
	version = strtoul(info + strlen(name), &end, 10);
	release = *end == '.' ? strtoul(end + 1, NULL, 10) : 0;
	return !version || version > 258 || (version == 258 && release >= 3) ||
	       (version == 257 && release >= 13);
}

/*
 * systemd issue 38813: what chooses an entry, which is a name without a counter
 * for bootctl(1) as for us, finds none that is counted. What is listed tells.
 */
static void keep_counters(struct kxl_menu *menu)
{
	enum names names = find_names(menu);
	u32 i;

	if (names == NAMES_WITHOUT_COUNTERS ||
	    (names == NAMES_UNKNOWN && is_mended(menu)))
		return;
	for (i = 0; i < menu->count; i++)
		if (menu->list[i]->facts.tries_left >= 0)
			keep_counter(menu, menu->list[i]);
}

int kxl_systemd_boot_read(struct kxl_menu *menu, const char *path)
{
	struct kxl_trouble trouble;
	struct kxl_volume *esp;
	int err;

	err = kxl_menu_volume(menu, path, &esp, &trouble);
	if (err)
		return kxl_menu_fail(menu->ctx, path, &trouble);
	kxl_type2_read(menu, esp);
	read_folder(menu, esp);
	read_xbootldr(menu, path);
	qsort(menu->list, menu->count, sizeof(void *), kxl_order_compare);
	menu->facts.order = "those without tries left last, then by sort-key, "
			    "machine-id, version and name, the newest first";
	keep_counters(menu);
	choose(menu, esp);
	kxl_once_efi_offer(menu);
	return 0;
}
