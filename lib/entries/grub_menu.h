/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The entries that GRUB shows. */
#ifndef LIB_ENTRIES_GRUB_MENU_H
#define LIB_ENTRIES_GRUB_MENU_H

#include "lib/entries/menu.h"

/**
 * kxl_grub_menu_is - whether its files are on this system
 * @path: filled if the function returns true: grub.cfg
 */
bool kxl_grub_menu_is(struct kxl_menu *menu, const char **path);

/**
 * kxl_grub_menu_read - read grub.cfg, and choose the next entry
 *
 * Return: 0 or a negative errno, with the error set.
 */
KX_MUST_CHECK int kxl_grub_menu_read(struct kxl_menu *menu, const char *path);

#endif
