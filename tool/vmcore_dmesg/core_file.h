/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* ELF cores: /proc/vmcore, /proc/kcore, and what was copied from them. */
#ifndef TOOL_VMCORE_DMESG_CORE_FILE_H
#define TOOL_VMCORE_DMESG_CORE_FILE_H

#include "dump.h"

extern const struct dump_format core_file_format;

/* A byte of a load. */
struct dump_place {
	const struct load *load; /* the dump's */
	u64 offset;		 /* less than its size */
};

/**
 * core_file_find - where an address is
 * @map: one of the dump's
 * @place: filled on success, untouched otherwise
 *
 * Return: is it in any of @map's loads?
 */
bool core_file_find(const struct load_map *map, u64 address,
		    struct dump_place *place);

/**
 * core_file_read - bytes from a place on
 * @size: at most what the load has from there on
 *
 * Return: 0 or STATUS_DATA.
 */
KX_MUST_CHECK int core_file_read(const struct dump *dump,
				 struct dump_place place, void *to, u64 size,
				 struct failure *failure);

#endif
