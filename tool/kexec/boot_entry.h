/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What is loaded: KERNEL, or an entry of the boot loader. */
#ifndef TOOL_KEXEC_BOOT_ENTRY_H
#define TOOL_KEXEC_BOOT_ENTRY_H

#include "tool/kexec/options.h"

/* Without --boot-entry, the image is all of it. */
struct opened_image {
	struct kexec_image *image;
	const struct kexec_boot_menu *menu;
	const struct kexec_boot_entry *entry; /* of @menu */
};

/**
 * boot_entry_open - open KERNEL, or the entry of --boot-entry
 * @opened: filled on success; boot_entry_close() undoes
 *
 * Says which entry it is, by which boot loader's rule.
 *
 * Return: 0 or a negative errno, with the context's error set.
 */
int boot_entry_open(struct kexec_ctx *ctx, const struct options *options,
		    struct opened_image *opened);

/** boot_entry_close - close what boot_entry_open() has opened */
void boot_entry_close(struct opened_image *opened);

/** boot_entry_list - a step: print all entries */
int boot_entry_list(struct kexec_ctx *ctx, const struct options *options);

/*
 * KERNEL, or what stands for it: the ID of an entry, or words for the next one.
 * NULL: neither was given.
 */
const char *boot_entry_kernel(const struct options *options);

#endif
