/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* systemd-boot's entry for one start: the EFI variable LoaderEntryOneShot. */
#ifndef LIB_ENTRIES_ONCE_EFI_H
#define LIB_ENTRIES_ONCE_EFI_H

#include "lib/entries/menu.h"

/**
 * kxl_once_efi_offer - note in a menu whether and how an entry can be chosen
 *
 * The loader must have said that it is systemd-boot, and that it reads the
 * variable.
 */
void kxl_once_efi_offer(struct kxl_menu *menu);

#endif
