/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The order of entries in systemd-boot, and which of them is the next one. */
#ifndef LIB_ENTRIES_ORDER_H
#define LIB_ENTRIES_ORDER_H

#include "lib/entries/menu.h"

/**
 * kxl_order_compare - as qsort(3) wants it, of two struct kxl_entry pointers
 *
 * Entries without tries left come last, those with a sort-key before the
 * others. It is a total order: of two files with one name, where systemd-boot
 * keeps them as its file system lists them, the one without a counter is first,
 * and then the places decide.
 * Source: boot_entry_compare() in systemd's src/boot/boot.c.
 */
int kxl_order_compare(const void *a, const void *b);

/* Who may have chosen an entry, the first that did counts. */
struct kxl_wish {
	const char *pattern; /* of an ID, in lower case; NULL: none */
	const char *whose;   /* for people; NULL ends a list */
	bool is_assessed;    /* entries without tries left are not chosen */
	/* Why it is not known what it is; NULL: it is known. */
	const char *doubt;
};

/**
 * kxl_order_choose - find the entry that starts next
 * @list: sorted
 * @wishes: ends with one that has no @whose
 * @wish: the wish that led to the entry; untouched if none did
 *
 * Return: the entry; NULL if there is none, if a wish is for an entry that
 * systemd-boot makes, such as auto-windows: it would be started, or if a wish
 * that would count is in doubt.
 */
struct kxl_entry *kxl_order_choose(struct kxl_entry *const *list, u32 count,
				   const struct kxl_wish *wishes,
				   const struct kxl_wish **wish);

#endif
