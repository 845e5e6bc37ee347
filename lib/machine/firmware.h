/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* /sys/firmware/memmap: the memory map as the firmware gave it. */
#ifndef LIB_MACHINE_FIRMWARE_H
#define LIB_MACHINE_FIRMWARE_H

#include "lib/errors/context.h"

#include "core/bytes.h"
#include "core/memmap.h"

/**
 * kxl_memory_type - the kind of memory that a kernel's name for it means
 * @name: as in /proc/iomem and /sys/firmware/memmap/N/type
 *
 * Return: enum kx_memory_type, or 0 when it is no name of firmware's.
 */
u32 kxl_memory_type(struct kx_bytes name);

/**
 * kxl_firmware_entry - one entry from its three files
 * @start: contents of "start": 0x...
 * @end: contents of "end", the last byte's address
 * @type: contents of "type"; an unknown one counts as reserved
 * @memory: filled when the answer is true
 *
 * Return: whether the numbers make sense.
 */
bool kxl_firmware_entry(struct kx_bytes start, struct kx_bytes end,
			struct kx_bytes type, struct kx_memory *memory);

/* Numbers of the entries of a directory like /sys/firmware/memmap, sorted. */
struct kxl_numbers {
	u64 *values; /* owned; free() */
	u32 count;
};

/**
 * kxl_list_numbers - entries of a directory whose names are numbers
 * @path: below the context's root
 *
 * Return: 0, -ENOMEM, or opendir(3)'s errors.
 */
KX_MUST_CHECK int kxl_list_numbers(struct kexec_ctx *ctx, const char *path,
				   struct kxl_numbers *numbers);

/**
 * kxl_firmware_read - read /sys/firmware/memmap
 * @map: filled on success, empty when the kernel shows no such map; the caller
 *	 frees @map->entries
 *
 * Return: 0; or, with the error set, -EBADMSG when an entry makes no sense,
 * -ENOMEM, or why it can't be read.
 */
KX_MUST_CHECK int kxl_firmware_read(struct kexec_ctx *ctx,
				    struct kx_memmap *map);

#endif
