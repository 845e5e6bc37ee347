/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Memory that firmware's tables lie in, where the memory map says no more than
 * RAM. A running kernel keeps such memory from itself alone
 * (memblock_reserve()): neither /proc/iomem nor the firmware's map tells of
 * it, and yet the next kernel reads the tables.
 */
#ifndef CORE_KEPT_H
#define CORE_KEPT_H

#include "core/memmap.h"
#include "kx_port.h"

/* How many entries more a map gets at most, and so must have room for. */
#define KX_KEPT_SPARE 1024

/* What is known of the tables, and how memory is read. */
struct kx_kept {
	/*
	 * Fill @to with @size bytes from physical address @at. Return: whether
	 * they could be read; if not, @to may hold anything.
	 */
	bool (*read)(void *data, u64 at, void *to, size_t size);
	void *data;
	/* Memory of any type. Nothing outside is read: it may be a device's. */
	const struct kx_memmap *memory;
	/* EFI's system table, where the running kernel found it; 0: no EFI. */
	u64 system_table;
	/* Its configuration tables: firmware may have moved its own pointer. */
	u64 config_table;
	bool is_32bit; /* that firmware */
	u64 acpi_rsdp; /* 0: not known, or among EFI's tables */
};

/**
 * kx_kept_clear - take the memory of firmware's tables out of a map
 * @kept: borrowed
 * @usable: loses whole pages; has room for KX_KEPT_SPARE more entries
 *
 * Tables are found as Linux finds them: EFI's configuration tables, ACPI's from
 * its root pointer. Of a table of unknown kind the page that it begins in is
 * kept. Whatever the tables say, the number of reads is bounded.
 *
 * Return: how many tables @usable may still have a part of: they could not be
 * read, contradict themselves, or @usable was full. Source: Linux
 * efi_config_parse_tables() in drivers/firmware/efi/efi.c and what it calls,
 * acpi_reserve_initial_tables() in drivers/acpi/tables.c.
 */
KX_MUST_CHECK u32 kx_kept_clear(const struct kx_kept *kept,
				struct kx_memmap *usable);

#endif
