/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* GRUB's entry for one start: next_entry in its environment block. */
#ifndef LIB_ENTRIES_ONCE_GRUB_H
#define LIB_ENTRIES_ONCE_GRUB_H

#include "lib/entries/menu.h"

/* Where the block is. */
struct kxl_grub_place {
	const struct kxl_volume *volume;
	const char *path;   /* of grubenv, on it */
	const char *type;   /* of its file system; NULL: not known */
	const char *device; /* "8:1"; NULL: not known */
};

/**
 * kxl_once_grub_offer - note in a menu whether and how an entry can be chosen
 * @script: grub.cfg
 *
 * The script must use next_entry, and GRUB must be able to write to the block:
 * otherwise the entry would start for ever.
 */
void kxl_once_grub_offer(struct kxl_menu *menu,
			 const struct kxl_grub_place *place,
			 struct kx_bytes script);

#endif
