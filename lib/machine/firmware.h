/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* /sys/firmware/memmap: the memory map from the firmware. */
#ifndef LIB_MACHINE_FIRMWARE_H
#define LIB_MACHINE_FIRMWARE_H

#include "lib/errors/context.h"

#include "core/bytes.h"
#include "core/memmap.h"

/**
 * kxl_memory_type - get the type of memory for the kernel's name of it
 * @name: as in /proc/iomem and /sys/firmware/memmap/N/type
 *
 * Return: enum kx_memory_type, or 0 if it is not a name of firmware memory.
 */
u32 kxl_memory_type(struct kx_bytes name);

/** kxl_memory_name - get the kernel's name of a type of memory */
const char *kxl_memory_name(u32 type);

/**
 * kxl_firmware_entry - parse an entry from its three files
 * @start: contents of "start": 0x...
 * @end: contents of "end", the last byte's address
 * @type: contents of "type"; an unknown one counts as reserved
 * @memory: filled if the function returns true
 *
 * Return: whether the numbers are valid.
 */
bool kxl_firmware_entry(struct kx_bytes start, struct kx_bytes end,
			struct kx_bytes type, struct kx_memory *memory);

/* Numbers of the entries of a directory like /sys/firmware/memmap, sorted. */
struct kxl_numbers {
	u64 *values; /* owned; free() */
	u32 count;
};

/**
 * kxl_list_numbers - list the entries of a directory whose names are numbers
 * @path: below the context's root
 *
 * Return: 0, -ENOMEM, or opendir(3)'s errors.
 */
KX_MUST_CHECK int kxl_list_numbers(struct kexec_ctx *ctx, const char *path,
				   struct kxl_numbers *numbers);

/**
 * kxl_firmware_read - read /sys/firmware/memmap
 * @map: filled on success, empty if the kernel has no such map; the caller
 *	 frees @map->entries
 *
 * Return: 0; or, with the error set, -EBADMSG if an entry is invalid, -ENOMEM,
 * or the error of reading it.
 */
KX_MUST_CHECK int kxl_firmware_read(struct kexec_ctx *ctx,
				    struct kx_memmap *map);

#endif
