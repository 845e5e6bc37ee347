/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Memory of firmware tables that the memory map reports as plain RAM. A running
 * kernel reserves such memory for itself only (memblock_reserve()): neither
 * /proc/iomem nor the firmware's map shows that, but the next kernel reads the
 * tables.
 */
#ifndef CORE_KEPT_H
#define CORE_KEPT_H

#include "core/memmap.h"
#include "kx_port.h"

/*
 * The largest number of entries added to a map, which must have room for them.
 */
#define KX_KEPT_SPARE 1024

/* How to find the tables, and how to read memory. */
struct kx_kept {
	/*
	 * Read @size bytes at physical address @at into @to. Return: whether
	 * that succeeded; if not, the contents of @to are undefined.
	 */
	bool (*read)(void *data, u64 at, void *to, size_t size);
	void *data;
	/*
	 * Memory of any type. Nothing outside it is read: it may be a device's.
	 */
	const struct kx_memmap *memory;
	/* EFI's system table, where the running kernel found it; 0: no EFI. */
	u64 system_table;
	/*
	 * Its configuration tables: the system table's pointer may be outdated.
	 */
	u64 config_table;
	bool is_32bit; /* the firmware's class */
	u64 acpi_rsdp; /* 0: unknown, or listed in EFI's tables */
};

/**
 * kx_kept_clear - remove the memory of firmware tables from a map
 * @kept: borrowed
 * @usable: loses whole pages; has room for KX_KEPT_SPARE more entries
 *
 * Tables are found as Linux finds them: EFI's configuration tables, and ACPI's
 * from its root pointer. Of a table of unknown kind the page that it begins in
 * is kept. The number of reads is bounded, whatever the tables contain.
 *
 * Return: number of tables that @usable may still have a part of: they could
 * not be read, are inconsistent, or @usable was full. Source: Linux
 * efi_config_parse_tables() in drivers/firmware/efi/efi.c and the functions it
 * calls, acpi_reserve_initial_tables() in drivers/acpi/tables.c.
 */
KX_MUST_CHECK u32 kx_kept_clear(const struct kx_kept *kept,
				struct kx_memmap *usable);

#endif
