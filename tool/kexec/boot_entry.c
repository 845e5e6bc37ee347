// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Boot entries as lines, for people: the boot loader with its rules, then each
 * entry in its order, "->" before the one that starts next. With --json, the
 * same as members.
 */
#include "tool/kexec/boot_entry.h"

#include <stdio.h>
#include <string.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/once_id.h"
#include "tool/kexec/report.h"
#include "tool/kexec/warn.h"

static void print_menu(FILE *to, const struct kexec_boot_menu *menu)
{
	line_print(to, "boot loader     %s: %s", menu->loader, menu->reason);
	line_print(to, "order           %s", menu->order);
	line_print(to, "next            %s", menu->choice);
}

/* A fact that an entry need not have. */
static void print_fact(const char *name, const char *text)
{
	if (*text)
		line_print(stdout, "   %-13s%s", name, text);
}

static void print_entry(const struct kexec_boot_entry *entry)
{
	unsigned int i;

	line_print(stdout, "%s %s", entry->is_next ? "->" : "  ", entry->id);
	print_fact("title", entry->title);
	print_fact("version", entry->version);
	print_fact("kernel", entry->kernel);
	for (i = 0; i < entry->nr_initrds; i++)
		print_fact("initrd", entry->initrds[i]);
	print_fact("device tree", entry->devicetree);
	print_fact("profile", entry->profile);
	print_fact("command line", entry->cmdline);
	if (entry->tries_left >= 0)
		line_print(stdout, "   %-13s%d left, %d made", "tries",
			   entry->tries_left, entry->tries_done);
	print_fact("from", entry->place);
	print_fact("can't load", entry->problem);
}

static const char *const kinds[] = {
	[KEXEC_BOOT_TYPE1] = "type1",
	[KEXEC_BOOT_TYPE2] = "type2",
	[KEXEC_BOOT_GRUB] = "grub",
	[KEXEC_BOOT_EXTLINUX] = "extlinux",
};

/* An empty text stands for a fact that an entry does not have. */
static void put_fact(struct json *json, const char *name, const char *text)
{
	json_text(json, name, *text ? text : NULL);
}

/* A number of tries is negative without boot counting. */
static void put_tries(struct json *json, const char *name, int tries)
{
	if (tries < 0)
		json_null(json, name);
	else
		json_number(json, name, (uint64_t)tries);
}

static void put_entry(struct json *json, const struct kexec_boot_entry *entry)
{
	unsigned int i;

	json_open(json, NULL, '{');
	json_text(json, "id", entry->id);
	json_text(json, "title", entry->title);
	put_fact(json, "version", entry->version);
	json_text(json, "kind", kinds[entry->kind]);
	json_text(json, "place", entry->place);
	put_fact(json, "kernel", entry->kernel);
	json_open(json, "initrds", '[');
	for (i = 0; i < entry->nr_initrds; i++)
		json_text(json, NULL, entry->initrds[i]);
	json_close(json);
	put_fact(json, "device_tree", entry->devicetree);
	json_text(json, "command_line", entry->cmdline);
	put_fact(json, "profile", entry->profile);
	put_tries(json, "tries_left", entry->tries_left);
	put_tries(json, "tries_done", entry->tries_done);
	json_bool(json, "next", entry->is_next);
	put_fact(json, "problem", entry->problem);
	json_close(json);
}

static void put_menu(struct json *json, const struct kexec_boot_menu *menu)
{
	unsigned int i;

	json_open(json, "boot_menu", '{');
	json_text(json, "loader", menu->loader);
	json_text(json, "loader_why", menu->reason);
	json_text(json, "order", menu->order);
	json_text(json, "next", menu->next ? menu->next->id : NULL);
	json_text(json, "next_why", menu->choice);
	json_open(json, "entries", '[');
	for (i = 0; i < menu->nr_entries; i++)
		put_entry(json, menu->entries[i]);
	json_close(json);
	json_close(json);
}

static void print_all(const struct kexec_boot_menu *menu)
{
	unsigned int i;

	print_menu(stdout, menu);
	for (i = 0; i < menu->nr_entries; i++)
		print_entry(menu->entries[i]);
}

int boot_entry_list(struct kexec_ctx *ctx, const struct options *options)
{
	const struct kexec_boot_menu *menu;

	if (kexec_boot_menu_read(ctx, &menu))
		return report_error(ctx, options, NULL);
	if (answer_json())
		put_menu(answer_json(), menu);
	else
		print_all(menu);
	kexec_boot_menu_free(menu);
	return EXIT_OK;
}

static void say(const struct options *options,
		const struct kexec_boot_menu *menu,
		const struct kexec_boot_entry *entry)
{
	const char *once = once_chosen(options);

	if (options->flags & FLAG_QUIET)
		return;
	line_print(stderr, "kexec: boot entry %s of %s (%s), from %s",
		   entry->id, menu->loader,
		   options->boot_entry ? "as asked for" : menu->choice,
		   entry->place);
	if (entry->tries_left >= 0 && !(options->steps & STEP_PREPARE))
		warn(options,
		     "its boot counter stays at %d: this start is not counted",
		     entry->tries_left);
	if (options->steps & STEP_PREPARE || !options->fallback)
		return;
	if (once && !strcmp(once, entry->id))
		warn(options, "the fallback starts it again: give another one "
			      "to --fallback-entry");
	if (!once && entry->is_next)
		warn(options,
		     "the fallback starts it again, as the boot loader's "
		     "next entry: make one that works the next entry, and load "
		     "this one by --boot-entry=%s",
		     entry->id);
}

static int open_entry(struct kexec_ctx *ctx, const struct options *options,
		      struct opened_image *opened)
{
	int err;

	err = kexec_boot_menu_find(ctx, opened->menu, options->boot_entry,
				   &opened->entry);
	if (err)
		return err;
	say(options, opened->menu, opened->entry);
	return kexec_image_open_entry(ctx, opened->menu, opened->entry,
				      &opened->image);
}

int boot_entry_open(struct kexec_ctx *ctx, const struct options *options,
		    struct opened_image *opened)
{
	int err;

	*opened = (struct opened_image){ 0 };
	if (!(options->flags & FLAG_BOOT_ENTRY))
		return kexec_image_open(ctx, options->kernel, &opened->image);
	err = kexec_boot_menu_read(ctx, &opened->menu);
	if (err)
		return err;
	err = open_entry(ctx, options, opened);
	if (err)
		kexec_boot_menu_free(opened->menu);
	return err;
}

void boot_entry_close(struct opened_image *opened)
{
	kexec_image_close(opened->image);
	kexec_boot_menu_free(opened->menu);
}

const char *boot_entry_kernel(const struct options *options)
{
	if (options->kernel || !(options->flags & FLAG_BOOT_ENTRY))
		return options->kernel;
	return options->boot_entry ? options->boot_entry
				   : "the next boot entry";
}
