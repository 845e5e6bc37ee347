// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Memory that the crashed kernel had mapped page by page, such as stacks with
 * CONFIG_VMAP_STACK. vmcoreinfo says where its page tables are.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <stdlib.h>

#include "test/boot/cases/crash/crash.h"

/* Intel SDM volume 3, 4.5. */
#define ENTRY_PRESENT 0x1ULL
#define ENTRY_LARGE   0x80ULL
#define ENTRY_ADDRESS 0x000ffffffffff000ULL

/* The number that follows @key, which ends in "="; 0: there is none. */
static uint64_t vmcoreinfo(const char *key, int base)
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
	uint64_t table = vmcoreinfo("SYMBOL(swapper_pg_dir)=", 16);
	int level = vmcoreinfo("NUMBER(pgtable_l5_enabled)=", 10) ? 5 : 4;
	uint64_t entry = 0;
	int shift = 0;
	bool is_read;

	if (!table)
		return 0;
	for (int at = level; at > 0; at--) {
		shift = 12 + 9 * (at - 1);
		table += (address >> shift & 511) * sizeof(entry);
		is_read = at == level ? crash_read_mapped(table, &entry,
							  sizeof(entry))
				      : crash_read_physical(table, &entry,
							    sizeof(entry));
		if (!is_read || !(entry & ENTRY_PRESENT))
			return 0;
		if (entry & ENTRY_LARGE && at > 1)
			break;
		table = entry & ENTRY_ADDRESS;
	}
	entry &= ENTRY_ADDRESS;
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
