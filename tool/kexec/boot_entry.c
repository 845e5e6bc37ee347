// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Boot entries as lines, for people: the boot loader with its rules, then each
 * entry in its order, "->" before the one that starts next.
 */
#include "tool/kexec/boot_entry.h"

#include <stdio.h>

#include "tool/kexec/line.h"
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

int boot_entry_list(struct kexec_ctx *ctx, const struct options *options)
{
	const struct kexec_boot_menu *menu;
	unsigned int i;

	if (kexec_boot_menu_read(ctx, &menu))
		return report_error(ctx, options, NULL);
	print_menu(stdout, menu);
	for (i = 0; i < menu->nr_entries; i++)
		print_entry(menu->entries[i]);
	kexec_boot_menu_free(menu);
	return EXIT_OK;
}

static void say(const struct options *options,
		const struct kexec_boot_menu *menu,
		const struct kexec_boot_entry *entry)
{
	if (options->flags & FLAG_QUIET)
		return;
	line_print(stderr, "kexec: boot entry %s of %s (%s), from %s",
		   entry->id, menu->loader,
		   options->boot_entry ? "as asked for" : menu->choice,
		   entry->place);
	if (entry->tries_left >= 0)
		warn(options,
		     "its boot counter stays at %d: this start is not counted",
		     entry->tries_left);
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
