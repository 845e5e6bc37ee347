/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Entries of type 2 of the Boot Loader Specification: unified kernel images. */
#ifndef LIB_ENTRIES_TYPE2_H
#define LIB_ENTRIES_TYPE2_H

#include "lib/entries/menu.h"

/* What the section .osrel of a UKI says; borrowed; without data: nothing. */
struct kxl_osrel {
	struct kx_bytes title;
	struct kx_bytes version;
	struct kx_bytes sort_key;
};

/**
 * kxl_osrel_parse - choose title, version and sort-key from an os-release
 *
 * Source: bootspec_pick_name_version_sort_key() in systemd's
 * src/fundamental/bootspec-fundamental.c.
 */
struct kxl_osrel kxl_osrel_parse(struct kx_bytes text);

/** kxl_type2_read - add the images in EFI/Linux, an entry for each profile */
void kxl_type2_read(struct kxl_menu *menu, const struct kxl_volume *volume);

#endif
