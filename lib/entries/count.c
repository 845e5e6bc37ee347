// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A start, counted as systemd-boot counts it: in the name of the entry's file
 * or, for a UKI, of the UKI. What a grub.cfg counts is left to GRUB, and
 * extlinux counts nothing.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "lib/entries/counter.h"
#include "lib/entries/menu.h"

int kexec_boot_entry_count(struct kexec_ctx *ctx,
			   const struct kexec_boot_entry *entry)
{
	const struct kxl_entry *whole = (const void *)entry;
	struct kxl_trouble trouble = { .errnum = ENAMETOOLONG };
	char next[NAME_MAX + 1];
	int err;

	if (entry->tries_left < 0 || !whole->file)
		return 0;
	snprintf(trouble.words, sizeof(trouble.words), "%s",
		 "its name has no room for the counter");
	if (!kxl_counter_next(strrchr(whole->file, '/') + 1,
			      entry->kind == KEXEC_BOOT_TYPE2 ? ".efi"
							      : ".conf",
			      next, sizeof(next)))
		return kxl_menu_fail(ctx, entry->place, &trouble);
	err = kxl_volume_rename(whole->volume, whole->file, next, &trouble);
	return err ? kxl_menu_fail(ctx, entry->place, &trouble) : 0;
}
