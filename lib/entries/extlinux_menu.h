/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The labels that extlinux and U-Boot show. */
#ifndef LIB_ENTRIES_EXTLINUX_MENU_H
#define LIB_ENTRIES_EXTLINUX_MENU_H

#include "lib/entries/menu.h"

/** kxl_extlinux_menu_is - as the others: @path is extlinux.conf */
bool kxl_extlinux_menu_is(struct kxl_menu *menu, const char **path);

/**
 * kxl_extlinux_menu_read - read extlinux.conf, and choose the next label
 *
 * Return: 0 or a negative errno, with the error set.
 */
KX_MUST_CHECK int kxl_extlinux_menu_read(struct kxl_menu *menu,
					 const char *path);

#endif
