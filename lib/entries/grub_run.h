/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Reads a script of GRUB as GRUB does, and notes the menu that it makes. */
#ifndef LIB_ENTRIES_GRUB_RUN_H
#define LIB_ENTRIES_GRUB_RUN_H

#include "lib/entries/grub.h"

/**
 * kxl_grub_run - run a script
 * @grub: with @host and @pool, and the variables root and prefix
 * @path: of the script, for warnings; lives as long as @grub
 * @text: copied
 *
 * Entries are found at @grub->menu. Their bodies are not run: see
 * kxl_grub_run_entries(). A script that GRUB would not understand ends at that
 * line, with a warning; the entries before it stay, and which one of all is
 * next is no longer known. So it is with a loop.
 *
 * Conditions, functions, submenus and included files are followed; loops are
 * not, with a warning. What depends on hardware is false.
 */
void kxl_grub_run(struct kxl_grub *grub, const char *path,
		  struct kx_bytes text);

/**
 * kxl_grub_run_entries - run the bodies of all entries
 *
 * Each with the variables that it would see if it were chosen. Submenus get
 * their children.
 */
void kxl_grub_run_entries(struct kxl_grub *grub);

/**
 * kxl_grub_next - the entry that starts, by $default
 *
 * A number, an ID or a title, for each level of the menu; the first entry where
 * it names none. Source: get_entry_number() and grub_menu_execute_entry() in
 * grub-core/normal/menu.c.
 *
 * Return: the entry; NULL if the menu, or a submenu, is empty, or if there is
 * @grub->doubt.
 */
const struct kxl_grub_entry *kxl_grub_next(const struct kxl_grub *grub);

#endif
