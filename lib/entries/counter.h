/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Boot counters in the names of entries: NAME+LEFT-DONE.conf. */
#ifndef LIB_ENTRIES_COUNTER_H
#define LIB_ENTRIES_COUNTER_H

#include "core/bytes.h"

struct kxl_counter {
	struct kx_bytes stem; /* borrowed: without counter and suffix */
	int left;	      /* tries; -1: they are not counted */
	int done;	      /* the same */
};

/**
 * kxl_counter_parse - take the name of an entry apart
 * @name: of the file, without its folder
 * @suffix: ".conf" or ".efi"; upper and lower case are the same
 * @counter: filled if the function returns true
 *
 * What is no counter belongs to the stem. Source: Automatic Boot Assessment of
 * systemd; boot_entry_parse_tries() in its src/boot/boot.c.
 *
 * Return: whether systemd-boot takes the file for an entry.
 */
bool kxl_counter_parse(struct kx_bytes name, const char *suffix,
		       struct kxl_counter *counter);

/**
 * kxl_counter_next - the name that a start gives the file
 * @name: of the file, with a counter
 * @suffix: as for kxl_counter_parse()
 * @next: filled
 * @size: of @next
 *
 * One try less is left, unless none was, and one more is made. Source:
 * boot_entry_parse_tries() in systemd's src/boot/boot.c.
 *
 * Return: whether @name has a counter, and @next has room.
 */
bool kxl_counter_next(const char *name, const char *suffix, char *next,
		      size_t size);

#endif
