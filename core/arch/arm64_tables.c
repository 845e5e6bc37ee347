// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Each table is one page of 8-byte entries, so a page of 1 << n bytes resolves
 * n - 3 bits of an address. Levels are counted from the pages up: level 0 maps
 * pages. The architecture counts from the root down, where its level 3 is this
 * one's 0. A root that needs fewer entries than a page holds uses the first
 * ones.
 */
#include "core/arch/arm64_tables.h"

/* The two lowest bits of an entry. */
#define TYPE_MASK  3ULL
#define TYPE_BLOCK 1ULL /* not at level 0 */
#define TYPE_TABLE 3ULL /* at level 0 a page */

#define BITS(high, low) ((~0ULL >> (63 - (high))) & (~0ULL << (low)))

/* The lowest bit of an address that the index at @level resolves. */
static u32 shift_at(const struct kx_arm64_tables *tables, u32 level)
{
	return tables->page_shift + level * (tables->page_shift - 3);
}

static u32 root_level(const struct kx_arm64_tables *tables)
{
	u32 level = 0;

	while (shift_at(tables, level + 1) < tables->address_bits)
		level++;
	return level;
}

/* Blocks of 1 GiB and 2 MiB, 32 MiB, or 512 MiB. */
static bool has_blocks(const struct kx_arm64_tables *tables, u32 level)
{
	return level == 1 || (level == 2 && tables->page_shift == 12);
}

static u64 *entry_at(const struct kx_arm64_tables *tables, void *table,
		     u64 address, u32 level)
{
	u64 entries = 1ULL << (tables->page_shift - 3);

	return (u64 *)table +
	       ((address >> shift_at(tables, level)) & (entries - 1));
}

/* An address with zeroes below the page size, as an entry has it. */
static u64 encode(const struct kx_arm64_tables *tables, u64 address)
{
	if (tables->format == KX_ARM64_LPA2)
		return (address & BITS(49, 12)) | (address >> 50 & 3) << 8;
	return (address & BITS(47, 12)) | (address >> 48 & 15) << 12;
}

static u64 decode(const struct kx_arm64_tables *tables, u64 entry)
{
	if (tables->format == KX_ARM64_LPA2)
		return (entry & BITS(49, tables->page_shift)) | (entry >> 8 & 3)
									<< 50;
	if (tables->page_shift == 16)
		return (entry & BITS(47, 16)) | (entry >> 12 & 15) << 48;
	return entry & BITS(47, tables->page_shift);
}

static bool is_leaf(u64 entry, u32 level)
{
	return (entry & TYPE_MASK) == (level ? TYPE_BLOCK : TYPE_TABLE);
}

/* Does a block of @level fit at the beginning of @range? */
static bool fits(const struct kx_arm64_tables *tables, struct kx_range range,
		 u32 level)
{
	u64 size = 1ULL << shift_at(tables, level);

	return has_blocks(tables, level) && !(range.start & (size - 1)) &&
	       kx_range_size(range) >= size;
}

/* The table below @entry, which is made if there is none; NULL: no page. */
static void *table_below(const struct kx_arm64_tables *tables, u64 *entry)
{
	const struct kx_arm64_pages *pages = tables->pages;
	void *table;

	if (*entry)
		return pages->to_virtual(decode(tables, *entry));
	table = pages->take(pages->context);
	if (table)
		*entry = encode(tables, pages->to_physical(table)) | TYPE_TABLE;
	return table;
}

/* Map the beginning of @range. Return: where the rest begins; 0: no page. */
static u64 map_first(const struct kx_arm64_tables *tables,
		     struct kx_range range, u64 attributes)
{
	void *table = tables->root;
	u32 level;
	u64 *entry;
	u64 size;

	for (level = root_level(tables); level; level--) {
		entry = entry_at(tables, table, range.start, level);
		if (is_leaf(*entry, level) ||
		    (!*entry && fits(tables, range, level)))
			break;
		table = table_below(tables, entry);
		if (!table)
			return 0;
	}
	entry = entry_at(tables, table, range.start, level);
	if (!*entry)
		*entry = encode(tables, range.start) | attributes |
			 (level ? TYPE_BLOCK : TYPE_TABLE);
	size = 1ULL << shift_at(tables, level);
	return kx_align_down(range.start, size) + size;
}

bool kx_arm64_tables_map(const struct kx_arm64_tables *tables,
			 struct kx_range range, u64 attributes)
{
	while (range.start < range.end) {
		range.start = map_first(tables, range, attributes);
		if (!range.start)
			return false;
	}
	return true;
}

u64 kx_arm64_tables_find(const struct kx_arm64_tables *tables, u64 address)
{
	void *table = tables->root;
	u32 level;
	u64 entry;
	u64 size;

	if (address >> tables->address_bits)
		return 0;
	for (level = root_level(tables); level; level--) {
		entry = *entry_at(tables, table, address, level);
		if (!entry || is_leaf(entry, level))
			break;
		table = tables->pages->to_virtual(decode(tables, entry));
	}
	entry = *entry_at(tables, table, address, level);
	size = 1ULL << shift_at(tables, level);
	if (!entry || decode(tables, entry) != kx_align_down(address, size))
		return 0;
	return entry;
}

/*
 * Bits 48 to 51 of the address are bits 2 to 5 of the register. On a CPU
 * without such addresses they are zero.
 */
u64 kx_arm64_tables_ttbr(u64 root)
{
	return (root & BITS(47, 1)) | (root >> 48 & 15) << 2;
}
