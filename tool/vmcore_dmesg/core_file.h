/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* ELF cores: /proc/vmcore, /proc/kcore, and copies of them. */
#ifndef TOOL_VMCORE_DMESG_CORE_FILE_H
#define TOOL_VMCORE_DMESG_CORE_FILE_H

#include "tool/vmcore_dmesg/dump.h"

extern const struct dump_format core_file_format;

/* Position of a byte in a load. */
struct dump_place {
	const struct load *load; /* the dump's */
	u64 offset;		 /* less than the load's size */
};

/**
 * core_file_find - find the position of an address
 * @map: one of the dump's
 * @place: filled on success, untouched otherwise
 *
 * Return: whether one of @map's loads contains it.
 */
bool core_file_find(const struct load_map *map, u64 address,
		    struct dump_place *place);

/**
 * core_file_read - read bytes from a position
 * @size: at most the rest of the load
 *
 * Return: 0 or STATUS_DATA.
 */
KX_MUST_CHECK int core_file_read(const struct dump *dump,
				 struct dump_place place, void *to, u64 size,
				 struct failure *failure);

#endif
