// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Memory that the crashed kernel had mapped page by page, such as stacks with
 * CONFIG_VMAP_STACK. vmcoreinfo says where its page tables are.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <stdlib.h>

#include "test/boot/cases/crash/crash.h"

#define ENTRY_PRESENT 0x1ULL

uint64_t crash_info(const char *key, int base)
{
	char *text = crash_vmcoreinfo();
	const char *line = text ? strstr(text, key) : NULL;
	uint64_t number = line ? strtoull(line + strlen(key), NULL, base) : 0;

	free(text);
	return number;
}

/* The physical address of the kernel's @address, or 0. */
static uint64_t translate(uint64_t address)
{
	const struct crash_tables tables = crash_tables();
	uint64_t table = crash_info("SYMBOL(swapper_pg_dir)=", 16);
	uint64_t entry = 0;
	int shift = 0;
	bool is_read;

	if (!table)
		return 0;
	for (int at = tables.levels; at > 0; at--) {
		shift = 12 + 9 * (at - 1);
		table += (address >> shift & 511) * sizeof(entry);
		is_read = at == tables.levels
				  ? crash_read_mapped(table, &entry,
						      sizeof(entry))
				  : crash_read_physical(table, &entry,
							sizeof(entry));
		if (!is_read || !(entry & ENTRY_PRESENT))
			return 0;
		if (at > 1 && tables.is_large(entry))
			break;
		table = entry & tables.address;
	}
	entry &= tables.address;
	return entry >> shift << shift | (address & ((1ULL << shift) - 1));
}

bool crash_read(uint64_t address, void *to, size_t size)
{
	uint64_t physical;

	if (crash_read_mapped(address, to, size))
		return true;
	physical = translate(address);
	return physical && crash_read_physical(physical, to, size);
}
