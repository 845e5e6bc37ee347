/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The entries that systemd-boot shows. */
#ifndef LIB_ENTRIES_SYSTEMD_BOOT_H
#define LIB_ENTRIES_SYSTEMD_BOOT_H

#include "lib/entries/menu.h"

/**
 * kxl_systemd_boot_is - whether its files are on this system
 * @path: filled if the function returns true: the mount point of the ESP
 */
bool kxl_systemd_boot_is(struct kxl_menu *menu, const char **path);

/**
 * kxl_systemd_boot_read - read all entries, sort them, and choose the next
 * @path: of the ESP
 *
 * Return: 0 or a negative errno, with the error set.
 */
KX_MUST_CHECK int kxl_systemd_boot_read(struct kxl_menu *menu,
					const char *path);

#endif
