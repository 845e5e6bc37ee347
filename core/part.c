// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Names of a plan's parts. */
#include "core/part.h"

#include "kx_port.h"

const char *kx_part_name(enum kx_part part)
{
	static const char *const names[KX_PARTS] = {
		[KX_PART_KERNEL] = "kernel",
		[KX_PART_INITRD] = "initrd",
		[KX_PART_MODULE] = "module",
		[KX_PART_BOOT_DATA] = "boot data",
		[KX_PART_BACKUP] = "backup",
		[KX_PART_ELFCOREHDR] = "elfcorehdr",
		[KX_PART_PURGATORY] = "purgatory",
		[KX_PART_KEPT] = "kept",
	};

	return (u32)part < KX_PARTS ? names[part] : NULL;
}
